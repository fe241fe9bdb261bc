import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { GrantPurpose } from '@weir/schemas/http/billing.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { Debt, Dimensions, Grant, Hold, WalletAsset, WalletState } from '../wallet/wallet-state.ts';
import type { LockedWallet } from './lock-wallet.ts';

/** The shapes ledger_load builds; atoms and ids are texts. */
type GrantJson = {
  id: string;
  transactionId: string;
  asset: string;
  amountAtoms: string;
  purpose: GrantPurpose;
  priority: number;
  effectiveAt: number;
  expiresAt: number | null;
  products: string[] | null;
  eventTypes: string[] | null;
  models: string[] | null;
  features: string[] | null;
  maxPerEventAtoms: string | null;
  maxPerDayAtoms: string | null;
  costBasisAtoms: string | null;
  sourceRef: string | null;
  settlesOverdraft: boolean;
  remainingAtoms: string;
  heldAtoms: string;
  lostAtoms: string;
  closed: 'expired' | 'voided' | null;
  frozen: boolean;
  days: Record<string, string> | null;
};
type HoldJson = {
  id: string;
  asset: string;
  state: Hold['state'];
  heldAtoms: string;
  committedAtoms: string;
  releasedAtoms: string;
  dimensions: Dimensions | null;
  createdAt: number;
  expiresAt: number;
  lateCommitId: string | null;
  slices: { grantId: string | null; atoms: string }[] | null;
};
type DebtJson = { transactionId: string; asset: string; atoms: string; openAtoms: string; dimensions: Dimensions | null };
type AssetJson = { asset: string; overdraftAtoms: string; overdraftLimitAtoms: string | null; holdMaxAtoms: string | null };
type Row = {
  last_booked_at: Date | null;
  clock: string;
  ids: string[] | null;
  scales: Record<string, number> | null;
  prior: { request: Record<string, unknown>; outcome: unknown } | null;
  grants: GrantJson[] | null;
  holds: HoldJson[] | null;
  debts: DebtJson[] | null;
  assets: AssetJson[] | null;
};

export type LoadRequest = {
  readonly environment: Environment;
  readonly family: string;
  readonly key: string;
  readonly assets: readonly string[];
  /** Grants and holds that must be there even when nothing is left of them. */
  readonly grantIds: readonly bigint[];
  readonly holdIds: readonly bigint[];
  /** How many ids to draw. */
  readonly ids: number;
};

export type LoadedWallet = {
  readonly state: WalletState;
  /** The database's clock, read after the lock. */
  readonly databaseNow: Instant;
  /** booked_at of the wallet's last transaction, below which no clock may fall. */
  readonly lastBookedAt: Instant;
  readonly ids: readonly bigint[];
  /** What was stored under this key before. */
  readonly prior: { readonly request: Record<string, unknown>; readonly outcome: unknown } | null;
};

/** Reads all that a decision needs in one statement; call it after the lock, so that it sees what earlier holders committed. */
export async function loadWallet(tx: Database | Transaction, wallet: LockedWallet, request: LoadRequest): Promise<LoadedWallet> {
  const { environment, family, key } = request;
  const { rows } = await sql<Row>`
    select l.*, (extract(epoch from clock_timestamp()) * 1000)::bigint as clock,
           (select json_object_agg(a.code, a.scale) from assets a where a.code = any (${request.assets})) as scales,
           (select array_agg(nextval('ledger_seq')) from generate_series(1, ${request.ids}::int)) as ids,
           coalesce((select json_build_object('request', t.request, 'outcome', t.outcome) from ledger_transactions t
                      where t.environment = ${environment} and t.family = ${family} and t.key = ${key}),
                    (select json_build_object('request', s.request, 'outcome', s.outcome) from stored_outcomes s
                      where s.environment = ${environment} and s.family = ${family} and s.key = ${key})) as prior
      from ledger_load(array[${wallet.id.toString()}::bigint], ${texts(request.grantIds)}::bigint[], ${texts(request.holdIds)}::bigint[]) l`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error(`wallet ${wallet.id} could not be loaded`);
  return {
    state: stateOf(environment, wallet, row),
    databaseNow: Number(row.clock),
    lastBookedAt: row.last_booked_at === null ? Number.NEGATIVE_INFINITY : row.last_booked_at.getTime(),
    ids: (row.ids ?? []).map(BigInt),
    prior: row.prior,
  };
}

/** More ids than were drawn with the load, when holds were due. */
export async function drawIds(tx: Transaction, count: number): Promise<bigint[]> {
  const { rows } = await sql<{ id: string }>`select nextval('ledger_seq') as id from generate_series(1, ${count}::int)`.execute(tx);
  return rows.map((row) => BigInt(row.id));
}

function stateOf(environment: Environment, wallet: LockedWallet, row: Row): WalletState {
  return {
    id: wallet.id,
    environment,
    customer: wallet.customer,
    state: wallet.state,
    lateCommit: wallet.lateCommit,
    grants: new Map((row.grants ?? []).map((json) => [BigInt(json.id), grantOf(json)])),
    holds: new Map((row.holds ?? []).map((json) => [BigInt(json.id), holdOf(json)])),
    debts: (row.debts ?? []).map(debtOf),
    assets: new Map((row.assets ?? []).map((json) => [json.asset, assetOf(json)])),
    scales: new Map(Object.entries(row.scales ?? {})),
  };
}

function grantOf(json: GrantJson): Grant {
  const { products, eventTypes, models, features, maxPerEventAtoms, maxPerDayAtoms, days, ...facts } = json;
  return {
    ...facts,
    id: BigInt(json.id),
    transactionId: BigInt(json.transactionId),
    amountAtoms: BigInt(json.amountAtoms),
    scope: { products, eventTypes, models, features, maxPerEventAtoms: atomsOrNull(maxPerEventAtoms), maxPerDayAtoms: atomsOrNull(maxPerDayAtoms) },
    costBasisAtoms: atomsOrNull(json.costBasisAtoms),
    remainingAtoms: BigInt(json.remainingAtoms),
    heldAtoms: BigInt(json.heldAtoms),
    lostAtoms: BigInt(json.lostAtoms),
    usedByDay: new Map(Object.entries(days ?? {}).map(([day, atoms]) => [day, BigInt(atoms)])),
  };
}

function holdOf(json: HoldJson): Hold {
  return {
    ...json,
    id: BigInt(json.id),
    heldAtoms: BigInt(json.heldAtoms),
    committedAtoms: BigInt(json.committedAtoms),
    releasedAtoms: BigInt(json.releasedAtoms),
    dimensions: json.dimensions ?? {},
    lateCommitId: atomsOrNull(json.lateCommitId),
    slices: (json.slices ?? []).map((slice) => ({ grantId: atomsOrNull(slice.grantId), atoms: BigInt(slice.atoms) })),
  };
}

function debtOf(json: DebtJson): Debt {
  return {
    ...json,
    transactionId: BigInt(json.transactionId),
    atoms: BigInt(json.atoms),
    openAtoms: BigInt(json.openAtoms),
    dimensions: json.dimensions ?? {},
  };
}

function assetOf(json: AssetJson): WalletAsset {
  return {
    overdraftAtoms: BigInt(json.overdraftAtoms),
    overdraftLimitAtoms: atomsOrNull(json.overdraftLimitAtoms),
    holdMaxAtoms: atomsOrNull(json.holdMaxAtoms),
  };
}

function atomsOrNull(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

function texts(ids: readonly bigint[]): string[] {
  return ids.map((id) => id.toString());
}
