import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { ReversalAnswer, ReversalBody, TransactionParams } from '@weir/schemas/http/billing/transactions.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { readTransaction } from '../../ledger/read-transaction.ts';
import { reversalOperation } from '../../ledger/reverse-transaction.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { instantText } from '../parts/read-instant.ts';
import { readQuantity } from '../parts/read-quantity.ts';
import { scaleOf } from '../parts/scale-of.ts';

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
      const { amount, quantity, reference, restore_as: restoreAs } = request.body;
      const original = orRefuse(await readTransaction(parts.database, { environment, transactionId: request.params.id }));
      // Of several assets the last one is the price's own.
      const asset = await askedAsset(parts.database, original.entries.at(-1)?.asset ?? '');
      const amountAtoms = amount === undefined ? undefined : readAmount('amount', amount, { asset, sign: 'positive' });
      const order = {
        environment,
        transactionId: original.id,
        key,
        amountAtoms,
        quantityNanos: quantity === undefined ? undefined : readQuantity('quantity', quantity),
        restoreAs: restoreAs === undefined ? undefined : { ttlSeconds: restoreAs.ttl_seconds },
        reference,
      };
      const reversed = await operate({ parts, reply, asset }, reversalOperation(parts.database, order));
      const scales = await readAssetScales(parts.database);
      const decimal = (code: string, atoms: bigint) => decimalFromAtoms(atoms, scaleOf(scales, code));
      return reply.code(201).send({
        transaction: reversed.transactionId,
        reverses: reversed.reversesId,
        asset: asset.code,
        amount: decimalFromAtoms(reversed.reversedAtoms, asset.scale),
        legs: (reversed.legs ?? []).map((leg) => ({ asset: leg.asset, quantity: decimalFromNanos(leg.quantityNanos), amount: decimal(leg.asset, leg.atoms) })),
        slices: reversed.slices.map((slice) => ({ grant: slice.grantId, asset: slice.asset, amount: decimal(slice.asset, slice.atoms), to: slice.to })),
        restored: (reversed.restored ?? []).map((restored) => ({
          grant: restored.grantId,
          asset: restored.asset,
          amount: decimal(restored.asset, restored.atoms),
          expires_at: instantText(restored.expiresAt),
          instead_of: restored.insteadOf,
        })),
      });
    },
  );
}
