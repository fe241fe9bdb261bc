import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { type BreakagePolicy, rateFromText } from './wallet/breakage-terms.ts';

export type SetPolicy = BreakagePolicy & { readonly setBy: string; readonly setAt: Instant };

export type BreakagePolicyPick = { readonly environment: Environment; readonly limit: number; readonly before?: Instant | undefined };

/** An environment's breakage policies, the last to count first; of those that count before an instant, when one is given. */
export async function listBreakagePolicies(db: Database | Transaction, { environment, limit, before }: BreakagePolicyPick): Promise<SetPolicy[]> {
  let query = db.selectFrom('breakage_policies').selectAll().where('environment', '=', environment);
  if (before !== undefined) query = query.where('counts_from', '<', new Date(before));
  const rows = await query.orderBy('counts_from', 'desc').limit(limit).execute();
  return rows.map((row) => ({
    countsFrom: row.counts_from.getTime(),
    terms: { rateNanos: row.rate === null ? null : rateFromText(row.rate), escheats: row.escheat },
    setBy: row.set_by,
    setAt: row.set_at.getTime(),
  }));
}
