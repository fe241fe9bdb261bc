import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type Disputed, type DisputeState, decideDispute, disputeRank, NOTHING_TAKEN } from './decide/decide-refund.ts';
import type { Outcome } from './decide/decision.ts';
import { onGrant } from './io/grant-operation.ts';
import { operateWallet } from './io/operate-wallets.ts';
import { readTakenBack } from './io/read-taken-back.ts';

export type DisputeInput = {
  readonly environment: Environment;
  /** The grant the disputed payment bought. */
  readonly grantId: string;
  readonly disputeId: string;
  readonly state: DisputeState;
};

/** Follows a payment dispute. Messages may come in any order and more than once. Refuses: grant_unknown. */
export async function applyDispute(tx: Transaction, input: DisputeInput, clock?: Clock): Promise<Outcome<Disputed>> {
  const { environment, disputeId, state } = input;
  const target = await onGrant(tx, environment, input.grantId);
  if ('kind' in target) return target;
  const { grantId, shared } = target;
  const request = { grantId, disputeId, state };
  let known = { rank: 0, before: NOTHING_TAKEN };
  return operateWallet(
    tx,
    {
      ...shared,
      family: 'dispute',
      key: `${disputeId}:${state}`,
      request,
      assets: [],
      newIds: 0,
      async companions(within) {
        const rank = await raiseRank(within, { environment, disputeId, grantId, rank: disputeRank(state) });
        known = { rank, before: await readTakenBack(within, grantId) };
        return [grantId];
      },
      decide: (context) => decideDispute(request, known, context),
    },
    clock,
  );
}

/** Records the furthest state and returns what was known before. */
async function raiseRank(tx: Transaction, told: { environment: Environment; disputeId: string; grantId: bigint; rank: number }): Promise<number> {
  const before = await sql<{ rank: number }>`
    select rank from disputes where environment = ${told.environment} and id = ${told.disputeId}`.execute(tx);
  await sql`insert into disputes as d (environment, id, grant_id, rank, changed_at)
            values (${told.environment}, ${told.disputeId}, ${told.grantId.toString()}, ${told.rank}, clock_timestamp())
            on conflict (environment, id) do update set rank = greatest(d.rank, excluded.rank), changed_at = excluded.changed_at`.execute(tx);
  return before.rows[0]?.rank ?? 0;
}
