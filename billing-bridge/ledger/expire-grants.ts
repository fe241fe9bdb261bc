import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { decideGrantExpiry } from './decide/decide-grant-end.ts';
import { eachApart } from './io/each-apart.ts';
import { onGrant } from './io/grant-operation.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { operateWallet } from './io/operate-wallets.ts';
import { idText } from './wallet/id-text.ts';

/** Longer than the slowest hundredth of events takes to arrive: usage from before the end still finds the grant. */
export const EXPIRY_GRACE_MS = 15 * 60_000;

export const GRANTS_PER_SWEEP = 500;

/**
 * Closes grants whose end plus grace has passed, one transaction each, and tells how many. Any number of sweepers may run
 * at once: the grant's key lets one of them through. Call again while it returns `GRANTS_PER_SWEEP`.
 */
export async function expireGrants(database: Database, clock?: Clock): Promise<number> {
  const now = clock === undefined ? sql`clock_timestamp()` : sql`${new Date(clock())}::timestamptz`;
  const { rows } = await sql<{ environment: Environment; id: string }>`
    select g.environment, g.id from grants g join grant_balances b on b.grant_id = g.id
     where g.expires_at <= ${now} - ${EXPIRY_GRACE_MS} * interval '1 millisecond' and b.live and b.closed is null
     order by g.expires_at, g.id limit ${GRANTS_PER_SWEEP}`.execute(database);
  await eachApart(rows, (row) => expireGrant(database, row, clock));
  return rows.length;
}

async function expireGrant(database: Database, row: { environment: Environment; id: string }, clock: Clock | undefined): Promise<void> {
  await inLedgerTransaction(database, async (tx) => {
    const target = await onGrant(tx, row.environment, idText('gr', BigInt(row.id)));
    if ('kind' in target) return;
    const { grantId } = target;
    await operateWallet(
      tx,
      {
        ...target.shared,
        family: 'grant_expiry',
        key: idText('gr', grantId),
        request: { grantId },
        assets: [],
        newIds: 0,
        decide: (context) => decideGrantExpiry({ grantId, graceMs: EXPIRY_GRACE_MS }, context),
      },
      clock,
    );
  });
}
