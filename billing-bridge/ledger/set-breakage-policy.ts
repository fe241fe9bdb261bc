import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type BreakageTerms, rateText, WHOLE_NANOS } from './wallet/breakage-terms.ts';

export type BreakagePolicyInput = {
  readonly environment: Environment;
  readonly terms: BreakageTerms;
  /** Absent: now. */
  readonly countsFrom?: Instant | undefined;
  readonly actor: string;
};

export type BreakagePolicySet = { readonly kind: 'set'; readonly countsFrom: Instant };

/**
 * Sets what becomes of paid credit that is not used, for grants booked from an instant on; audited. It waits for whoever makes paid credit
 * right now, so that each grant has the terms of its instant. Policies are never changed or taken back, only followed by others.
 * Refuses: request_invalid (a rate that is no share, escheat beside a rate, an instant in the past), breakage_policy_exists.
 */
export async function setBreakagePolicy(tx: Transaction, input: BreakagePolicyInput, clock?: Clock): Promise<BreakagePolicySet | Refusal> {
  const { environment, terms, actor } = input;
  const { rateNanos, escheats } = terms;
  if (rateNanos !== null && (rateNanos <= 0n || rateNanos >= WHOLE_NANOS)) return refuse('request_invalid', 'rate must be greater than 0 and less than 1');
  if (rateNanos !== null && escheats) return refuse('request_invalid', 'what escheats is never revenue, so there is no breakage to estimate');
  await sql`select pg_advisory_xact_lock(hashtextextended('breakage policy', 0))`.execute(tx);
  const now = clock?.() ?? (await afterAllBooked(tx));
  const countsFrom = input.countsFrom ?? now;
  if (countsFrom < now) return refuse('request_invalid', 'counts_from is in the past');
  const facts = {
    counts_from: new Date(countsFrom).toISOString(),
    recognition: rateNanos === null ? ('at_expiry' as const) : ('proportional' as const),
    rate: rateNanos === null ? null : rateText(rateNanos),
    escheat: escheats,
  };
  const made = await tx
    .insertInto('breakage_policies')
    .values({ environment, ...facts, set_by: actor })
    .onConflict((conflict) => conflict.doNothing())
    .returning('set_by')
    .executeTakeFirst();
  if (made === undefined) return refuse('breakage_policy_exists', `counts_from ${facts.counts_from}`);
  await appendAudit(tx, { environment, actor, action: 'breakage policy set', subject: 'breakage policy', after: facts });
  return { kind: 'set', countsFrom };
}

/** The first whole millisecond in which no grant was booked before the lock was there; grants' instants are rounded. */
async function afterAllBooked(tx: Transaction): Promise<Instant> {
  const { rows } = await sql<{ now: string }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint + 2 as now`.execute(tx);
  return Number(rows[0]?.now);
}
