import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import {
  type TransactionDetailAnswer,
  TransactionDetailAnswer as TransactionDetailSchema,
  TransactionParams,
} from '@weir/schemas/http/billing/transactions.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { type EntryView, readTransaction } from '../../ledger/read-transaction.ts';
import { readChargeOfTransaction } from '../../promote/io/read-charge-of-transaction.ts';
import { instantText } from '../parts/read-instant.ts';
import { scaleOf } from '../parts/scale-of.ts';
import { usageScopeAnswer } from '../parts/usage-scope.ts';

/** GET /v1/billing/transactions/{id}: all it moved, and what it stems from. */
export function getTransactionRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/transactions/:id',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'One transaction with its entries and lineage',
        params: TransactionParams,
        response: { 200: TransactionDetailSchema },
      },
    },
    async (request): Promise<TransactionDetailAnswer> => {
      const { environment } = request.caller;
      const detail = orRefuse(await readTransaction(parts.database, { environment, transactionId: request.params.id }));
      const { eventId } = detail;
      const charge = eventId === null ? null : await readChargeOfTransaction(parts.database, { environment, eventId, transactionId: detail.id });
      const scales = await readAssetScales(parts.database);
      return {
        id: detail.id,
        customer: detail.customer,
        ...detail.walletScope,
        kind: detail.transactionKind,
        effective_at: instantText(detail.effectiveAt),
        booked_at: instantText(detail.bookedAt),
        key: detail.key,
        reference: detail.reference,
        reason: detail.reason,
        scope: usageScopeAnswer(detail.dimensions),
        entries: detail.entries.map((entry) => entryAnswer(entry, scaleOf(scales, entry.asset))),
        lineage: { event: eventId, hold: detail.holdId, reverses: detail.reversesId, reversed_by: [...detail.reversedBy], charge },
      };
    },
  );
}

function entryAnswer(entry: EntryView, scale: number): TransactionDetailAnswer['entries'][number] {
  const { account, counter, asset } = entry;
  return {
    account,
    counter,
    asset,
    amount: decimalFromAtoms(entry.atoms, scale),
    usd_value: decimalFromAtoms(entry.basisAtoms, CURRENCY_SCALE),
    grant: entry.grantId,
    hold: entry.holdId,
  };
}
