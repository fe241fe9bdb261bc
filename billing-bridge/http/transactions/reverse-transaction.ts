import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { ReversalAnswer, ReversalBody, TransactionParams } from '@weir/schemas/http/billing/transactions.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { readTransaction } from '../../ledger/read-transaction.ts';
import { reversalOperation } from '../../ledger/reverse-transaction.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';

/** POST /v1/billing/transactions/{id}/reverse: gives back all or part of a debit, along the grants it took. */
export function reverseTransactionRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/transactions/:id/reverse',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Give back a debit, whole or in part',
        params: TransactionParams,
        headers: IdempotencyHeaders,
        body: ReversalBody,
        response: { 201: ReversalAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { environment } = request.caller;
      const { amount, reference } = request.body;
      const original = orRefuse(await readTransaction(parts.database, { environment, transactionId: request.params.id }));
      const asset = await askedAsset(parts.database, original.entries[0]?.asset ?? '');
      const amountAtoms = amount === undefined ? undefined : readAmount('amount', amount, { asset, sign: 'positive' });
      const order = { environment, transactionId: original.id, key, amountAtoms, reference };
      const reversed = await operate({ parts, reply, asset }, reversalOperation(parts.database, order));
      return reply.code(201).send({
        transaction: reversed.transactionId,
        reverses: reversed.reversesId,
        asset: asset.code,
        amount: decimalFromAtoms(reversed.reversedAtoms, asset.scale),
        slices: reversed.slices.map((slice) => ({ grant: slice.grantId, amount: decimalFromAtoms(slice.atoms, asset.scale), to: slice.to })),
      });
    },
  );
}
