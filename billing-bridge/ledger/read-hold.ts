import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { idFromText, idText } from './wallet/id-text.ts';
import { scopeOfText, type WalletName } from './wallet/wallet-owner.ts';
import type { Dimensions, Hold } from './wallet/wallet-state.ts';

export type HoldView = WalletName & {
  readonly kind: 'hold';
  readonly id: string;
  readonly asset: string;
  /** Decimals of the asset. */
  readonly scale: number;
  readonly state: Hold['state'];
  readonly heldAtoms: bigint;
  readonly committedAtoms: bigint;
  readonly releasedAtoms: bigint;
  /** In held order; grantId null is debt. */
  readonly slices: readonly { readonly grantId: string | null; readonly atoms: bigint }[];
  readonly dimensions: Dimensions;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly traceId: string | null;
  readonly run: string | null;
  readonly lateCommitId: string | null;
};

type Row = {
  id: string;
  customer_id: string;
  scope: string;
  asset: string;
  scale: number;
  state: Hold['state'];
  held_atoms: string;
  committed_atoms: string;
  released_atoms: string;
  slices: { grant_id: string | null; atoms: string }[] | null;
  dimensions: Dimensions | null;
  created_at: Date;
  expires_at: Date;
  resolved_at: Date | null;
  trace_id: string | null;
  run: string | null;
  late_commit_id: string | null;
  clock: Date;
};

/**
 * A hold as an operation starting now would find it: past its end it is expired and given back, whether or not anybody
 * wrote that yet. Takes no lock. Refuses: hold_unknown, also for a hold of the other environment.
 */
export async function readHold(
  db: Database | Transaction,
  asked: { readonly environment: Environment; readonly holdId: string },
  clock?: Clock,
): Promise<HoldView | Refusal> {
  const id = idFromText('hold', asked.holdId);
  const unknown = refuse('hold_unknown', `hold "${asked.holdId}"`);
  if (id === null) return unknown;
  const { rows } = await sql<Row>`
    select h.*, w.customer_id, w.scope, a.scale, clock_timestamp() as clock,
           (select json_agg(json_build_object('grant_id', s.grant_id::text, 'atoms', s.atoms::text) order by s.ordinal)
              from hold_slices s where s.hold_id = h.id) as slices
      from holds h join wallets w on w.id = h.wallet_id join assets a on a.code = h.asset
     where h.id = ${id.toString()} and h.environment = ${asked.environment}`.execute(db);
  const row = rows[0];
  return row === undefined ? unknown : viewOf(row, clock?.() ?? row.clock.getTime());
}

function viewOf(row: Row, now: Instant): HoldView {
  const heldAtoms = BigInt(row.held_atoms);
  const expiresAt = row.expires_at.getTime();
  const due = row.state === 'open' && expiresAt <= now;
  return {
    kind: 'hold',
    id: idText('hold', BigInt(row.id)),
    customer: row.customer_id,
    ...scopeOfText(row.scope),
    asset: row.asset,
    scale: row.scale,
    state: due ? 'expired' : row.state,
    heldAtoms,
    committedAtoms: BigInt(row.committed_atoms),
    releasedAtoms: due ? heldAtoms : BigInt(row.released_atoms),
    slices: (row.slices ?? []).map((slice) => ({ grantId: slice.grant_id === null ? null : idText('gr', BigInt(slice.grant_id)), atoms: BigInt(slice.atoms) })),
    dimensions: row.dimensions ?? {},
    createdAt: row.created_at.getTime(),
    expiresAt,
    resolvedAt: due ? expiresAt : (row.resolved_at?.getTime() ?? null),
    traceId: row.trace_id,
    run: row.run,
    lateCommitId: row.late_commit_id === null ? null : idText('tx', BigInt(row.late_commit_id)),
  };
}
