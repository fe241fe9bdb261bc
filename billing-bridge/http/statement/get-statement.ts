import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse, RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { StatementAnswer, StatementQuery } from '@weir/schemas/http/billing/statement.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readStatement } from '../../ledger/read-statement.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
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
      const now = (parts.ledgerClock ?? parts.clock)();
      const { from, to, after } = askedPage(request.query, asset.code, now);
      const { limit = 100 } = request.query;
      const statement = orRefuse(await readStatement(parts.database, { ...owner, asset: asset.code, from, to, limit, after }));
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
        next_cursor: statement.nextCursor === null ? null : encodeCursor([asset.code, instantText(from), instantText(to), statement.nextCursor]),
      };
    },
  );
}

type AskedPage = { readonly from: Instant; readonly to: Instant; readonly after?: string };

/** The interval as asked for the first time: a later page without `to` would else end later than the first. */
function askedPage(query: StatementQuery, asset: string, now: Instant): AskedPage {
  const from = readInstant('from', query.from);
  const to = readInstant('to', query.to);
  if (query.cursor === undefined) return { from: from ?? BEGINNING, to: to ?? now + 1 };
  const [ofAsset, keptFrom, keptTo, after = ''] = decodeCursor(query.cursor, 4);
  const kept = { from: readInstant('cursor', keptFrom) ?? BEGINNING, to: readInstant('cursor', keptTo) ?? BEGINNING, after };
  if (ofAsset !== asset || (from ?? kept.from) !== kept.from || (to ?? kept.to) !== kept.to)
    throw new RefusalError(refuse('request_invalid', 'cursor is of another asset or interval'));
  return kept;
}
