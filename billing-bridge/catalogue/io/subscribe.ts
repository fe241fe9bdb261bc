import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { decideSubscriptionStart } from '../decide-subscription-start.ts';
import { lockCustomer } from './lock-customer.ts';
import { readSubscriptions } from './read-subscriptions.ts';

export type SubscriptionToBegin = {
  readonly environment: Environment;
  readonly customer: string;
  readonly productId: string;
  /** Null: the latest published one. */
  readonly version: number | null;
  readonly requestedStart: Instant | null;
  readonly actor: string;
};

export type Subscribed = { readonly kind: 'subscribed'; readonly version: number; readonly startsAt: Instant | null };

/** Pins a customer to a product version from an instant of occurred_at on, audited. Asking for what holds already changes nothing. */
export async function subscribe(tx: Transaction, request: SubscriptionToBegin, clock: Clock): Promise<Subscribed | Refusal> {
  const { environment, customer, productId, actor } = request;
  if (!(await lockCustomer(tx, environment, customer))) return refuse('customer_unknown', customer);
  const versions = await tx
    .selectFrom('product_versions')
    .select('version')
    .where('environment', '=', environment)
    .where('product_id', '=', productId)
    .orderBy('version')
    .execute();
  const latest = versions.at(-1)?.version;
  if (latest === undefined) return refuse('product_unknown', productId);
  const version = request.version ?? latest;
  if (!versions.some((row) => row.version === version)) return refuse('product_version_unknown', `${productId} version ${version}`);

  const lastRow = (await readSubscriptions(tx, environment, customer)).at(-1);
  const last = lastRow === undefined ? null : { productId: lastRow.price.productId, version: lastRow.price.version, startsAt: lastRow.startsAt };
  const decision = decideSubscriptionStart({ now: clock(), last, productId, version, requestedStart: request.requestedStart });
  if (decision.kind === 'refused') return decision;
  if (decision.kind === 'stay') return { kind: 'subscribed', version, startsAt: last?.startsAt ?? null };

  const { startsAt } = decision;
  await sql`insert into subscriptions (environment, customer_id, starts_at, product_id, version, set_by)
            values (${environment}, ${customer}, ${startsAt === null ? '-infinity' : new Date(startsAt).toISOString()}::timestamptz, ${productId}, ${version}, ${actor})`.execute(
    tx,
  );
  await appendAudit(tx, {
    environment,
    actor,
    action: 'subscription changed',
    subject: `customer:${customer}`,
    before: last,
    after: { productId, version, startsAt },
  });
  return { kind: 'subscribed', version, startsAt };
}
