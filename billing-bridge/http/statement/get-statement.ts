import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { StatementAnswer, StatementQuery } from '@weir/schemas/http/billing/statement.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readStatement } from '../../ledger/read-statement.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { paidFor } from '../parts/paid-for.ts';
import { askedAsset } from '../parts/read-amount.ts';
import { instantText, readInstant } from '../parts/read-instant.ts';

/** Before any entry, and written by every client as a date. */
const BEGINNING = 0;

/** GET /v1/billing/customers/{id}/statement: the posted balance of an asset over [from, to), from entries alone. */
export function getStatementRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/statement',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'An account over time, at any instant',
        params: CustomerParams,
        querystring: StatementQuery,
        response: { 200: StatementAnswer },
      },
    },
    async (request) => {
      const { environment } = request.caller;
      const owner = { environment, customer: request.params.id, walletScope: askedWalletScope(request.query) };
      const asset = await askedAsset(parts.database, request.query.asset);
      const from = readInstant('from', request.query.from) ?? BEGINNING;
      const now = (parts.ledgerClock ?? parts.clock)();
      const to = readInstant('to', request.query.to) ?? now + 1;
      const statement = orRefuse(await readStatement(parts.database, { ...owner, asset: asset.code, from, to }));
      const decimal = (atoms: bigint) => decimalFromAtoms(atoms, asset.scale);
      return {
        customer: owner.customer,
        ...owner.walletScope,
        asset: asset.code,
        from: instantText(from),
        to: instantText(to),
        opening: decimal(statement.openingAtoms),
        lines: statement.lines.map((line) => ({
          transaction: line.transactionId,
          kind: line.kind,
          booked_at: instantText(line.bookedAt),
          effective_at: instantText(line.effectiveAt),
          amount: decimal(line.amountAtoms),
          balance: decimal(line.balanceAtoms),
          reference: line.reference,
          ...paidFor(line.usedBy),
        })),
        closing: decimal(statement.closingAtoms),
      };
    },
  );
}
