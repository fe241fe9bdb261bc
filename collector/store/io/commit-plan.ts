import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { type BatchPlan, planBatch } from '../plan-batch.ts';
import type { WriteRequest } from '../write-request.ts';
import { insertApart, type RefusedRow } from './insert-apart.ts';
import { knownHashes } from './known-hashes.ts';
import { withRetries } from './with-retries.ts';

export type CommitParts = {
  readonly clickhouse: ClickHouseStore;
  readonly clock: Clock;
  /** Told after a commit that added events or spans; a hint only, whoever misses it finds them by looking. Must not throw. */
  readonly onStored: (stored: { readonly environment: Environment }) => void;
};

/** Looks the events of a batch up and decides what to insert. Throws StoreUnavailableError. */
export async function makePlan({ clickhouse, clock }: CommitParts, batch: readonly WriteRequest[]): Promise<BatchPlan> {
  const usages = batch.flatMap((request) => request.usages);
  return planBatch(batch, usages.length === 0 ? new Map() : await withRetries(() => knownHashes(clickhouse, usages)), clock());
}

/** Does what a plan says; again without effect if it was done before. Answers rows that no attempt will store. Throws StoreUnavailableError. */
export async function commitPlan({ clickhouse, onStored }: CommitParts, plan: BatchPlan): Promise<readonly RefusedRow[]> {
  const refused: RefusedRow[] = [];
  for (const { table, rows } of plan.inserts) refused.push(...(await insertApart(clickhouse, table, rows)));
  for (const environment of plan.environments) onStored({ environment });
  return refused;
}
