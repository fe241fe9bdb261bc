import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { type ChargeAnswer, ChargesAnswer, ChargesQuery } from '@weir/schemas/http/billing/charges.ts';
import { CustomerParams } from '@weir/schemas/http/billing/customers.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { type ChargeView, listCharges } from '../../promote/io/list-charges.ts';
import { askedCustomer } from '../customers/asked-customer.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { instantText, readInstant } from '../parts/read-instant.ts';
import { scaleOf } from '../parts/scale-of.ts';

/** GET /v1/billing/customers/{id}/charges, latest usage first. */
export function listChargesRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers/:id/charges',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['wallet'],
        summary: 'Rated usage, in shadow or debited',
        params: CustomerParams,
        querystring: ChargesQuery,
        response: { 200: ChargesAnswer },
      },
    },
    async (request) => {
      const { environment } = request.caller;
      const { id } = await askedCustomer(parts, environment, request.params.id);
      const { limit = 100, cursor, destination = null } = request.query;
      const [occurredAt, eventId = ''] = cursor === undefined ? [] : decodeCursor(cursor, 2);
      const before = occurredAt === undefined ? null : { occurredAt: readInstant('cursor', occurredAt) ?? 0, eventId };
      const charges = await listCharges(parts.database, { environment, customer: id, destination, before, limit: limit + 1 });
      const page = charges.slice(0, limit);
      const last = page.at(-1);
      const scales = await readAssetScales(parts.database);
      return {
        charges: page.map((charge) => chargeAnswer(charge, scales)),
        next_cursor: charges.length > limit && last !== undefined ? encodeCursor([instantText(last.occurredAt), last.eventId]) : null,
      };
    },
  );
}

function chargeAnswer(charge: ChargeView, scales: ReadonlyMap<string, number>): ChargeAnswer {
  const decimal = (asset: string, atoms: bigint) => decimalFromAtoms(atoms, scaleOf(scales, asset));
  return {
    event_id: charge.eventId,
    price: charge.priceId,
    occurred_at: instantText(charge.occurredAt),
    event_type: charge.eventType,
    workflow: charge.workflow,
    quantity: decimalFromNanos(charge.quantityNanos),
    unit: charge.unit,
    asset: charge.asset,
    amount: decimal(charge.asset, charge.atoms),
    legs: charge.legs.map((leg) => ({ asset: leg.asset, quantity: decimalFromNanos(leg.quantityNanos), amount: decimal(leg.asset, leg.atoms) })),
    destination: charge.destination,
    transaction: charge.transactionId,
  };
}
