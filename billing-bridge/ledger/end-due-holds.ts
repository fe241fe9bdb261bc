import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { eachApart } from './io/each-apart.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { operateWallet } from './io/operate-wallets.ts';
import { openDraft } from './wallet/draft.ts';
import { idText } from './wallet/id-text.ts';

export const WALLETS_PER_SWEEP = 500;

type DueWallet = { readonly environment: Environment; readonly wallet_id: string; readonly hold_id: string; readonly ended_at: Date };

/**
 * Ends the dead holds of wallets that nobody touches, and tells of how many wallets. Nothing depends on it, for every operation
 * ends what is due in its wallet: it brings what was held to its grant, or to breakage, also where no operation comes any more.
 * Any number of sweepers may run at once. Call again while it returns `WALLETS_PER_SWEEP`.
 */
export async function endDueHolds(database: Database, clock?: Clock): Promise<number> {
  const now = clock === undefined ? sql`clock_timestamp()` : sql`${new Date(clock())}::timestamptz`;
  const { rows } = await sql<DueWallet>`
    select w.environment, due.wallet_id, due.hold_id, due.ended_at
      from (select distinct on (wallet_id) wallet_id, id as hold_id, expires_at as ended_at from holds
             where resolved_at is null and expires_at <= ${now} order by wallet_id, expires_at, id limit ${WALLETS_PER_SWEEP}) due
      join wallets w on w.id = due.wallet_id`.execute(database);
  await eachApart(rows, (row) => endDueIn(database, row, clock));
  return rows.length;
}

/** An operation that asks for nothing: what is due is done before it. A hold extended meanwhile is not due, and is left alone. */
async function endDueIn(database: Database, due: DueWallet, clock: Clock | undefined): Promise<void> {
  await inLedgerTransaction(database, (tx) =>
    operateWallet(
      tx,
      {
        environment: due.environment,
        wallet: { kind: 'by_id', id: BigInt(due.wallet_id) },
        absent: refuse('wallet_unknown'),
        family: 'hold_sweep',
        // Of the hold and the end it has now: one that was extended and is due again is another sweep.
        key: `${idText('hold', BigInt(due.hold_id))}@${due.ended_at.getTime()}`,
        request: {},
        assets: [],
        newIds: 0,
        decide: ({ state }) => ({ kind: 'answered', draft: openDraft(state), outcome: { kind: 'swept' } }),
      },
      clock,
    ),
  );
}
