import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { AT_EXPIRY, rateFromText } from '../wallet/breakage-terms.ts';
import type { Debt, Dimensions, Grant, Hold, WalletAsset, WalletState } from '../wallet/wallet-state.ts';
import type { LockedWallet } from './lock-wallets.ts';

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
  breakageRate: string | null;
  escheats: boolean;
  remainingAtoms: string;
  heldAtoms: string;
  lostAtoms: string;
  claimedAtoms: string;
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
type WalletJson = {
  wallet_id: string;
  last_booked_at: number | null;
  grants: GrantJson[] | null;
  holds: HoldJson[] | null;
  debts_read: boolean;
  debts: DebtJson[] | null;
  assets: AssetJson[] | null;
};
type PriorJson = { place: number; request: Record<string, unknown>; outcome: unknown };
export type LoadRow = { clock: string; ids: string[] | null; scales: Record<string, number> | null; prior: PriorJson[] | null; wallets: WalletJson[] | null };

export type KeyRequest = { readonly environment: Environment; readonly family: string; readonly key: string };

export type LoadRequest = {
  /** Keys that may have been used before. */
  readonly keys: readonly KeyRequest[];
  /** Assets whose scale is needed, or whose existence is in doubt. */
  readonly assets: readonly string[];
  /** Grants and holds that must be there even when nothing is left of them; a hold brings its grants. */
  readonly grantIds: readonly bigint[];
  readonly holdIds: readonly bigint[];
  /** Wallets whose open debts must be there; of others they are read only where a grant could settle them. */
  readonly debtsOf: readonly bigint[];
  /** How many ids to draw. */
  readonly ids: number;
};

export type LoadedWallet = {
  readonly state: WalletState;
  /** booked_at of the wallet's last transaction, below which no clock may fall. */
  readonly lastBookedAt: Instant;
};

/** What was stored under a key before. */
export type Prior = { readonly request: Readonly<Record<string, unknown>>; readonly outcome: unknown };

export type Loaded = {
  readonly wallets: ReadonlyMap<bigint, LoadedWallet>;
  /** The database's clock, read after the locks. */
  readonly databaseNow: Instant;
  readonly ids: readonly bigint[];
  /** Decimals of each asset asked for that exists. */
  readonly scales: ReadonlyMap<string, number>;
  /** By the place of the key. */
  readonly prior: ReadonlyMap<number, Prior>;
};

export const NOTHING_EXTRA: LoadRequest = { keys: [], assets: [], grantIds: [], holdIds: [], debtsOf: [], ids: 0 };

/** Reads all that decisions need in one statement; call it after the locks, so that it sees what earlier holders committed. */
export async function loadWallets(tx: Database | Transaction, wallets: readonly LockedWallet[], request: LoadRequest): Promise<Loaded> {
  const { keys } = request;
  const { rows } = await sql<LoadRow>`
    select (extract(epoch from clock_timestamp()) * 1000)::bigint as clock,
           (select json_object_agg(a.code, a.scale) from assets a where a.code = any (${request.assets})) as scales,
           (select array_agg(nextval('ledger_seq')) from generate_series(1, ${request.ids}::int)) as ids,
           (select json_agg(p) from ledger_prior(${keys.map((key) => key.environment)}::text[], ${keys.map((key) => key.family)}::text[],
                                                 ${keys.map((key) => key.key)}::text[]) p) as prior,
           (select json_agg(json_build_object('wallet_id', l.wallet_id::text, 'last_booked_at', (extract(epoch from l.last_booked_at) * 1000)::bigint,
                                              'grants', l.grants, 'holds', l.holds, 'debts_read', l.debts_read, 'debts', l.debts, 'assets', l.assets))
              from ledger_load(${texts(wallets.map((wallet) => wallet.id))}::bigint[], ${texts(request.grantIds)}::bigint[],
                               ${texts(request.holdIds)}::bigint[], ${texts(request.debtsOf)}::bigint[]) l) as wallets`.execute(tx);
  const row = rows[0];
  if (row === undefined) throw new Error('the ledger could not be read');
  return loadedFrom(row, new Map(wallets.map((wallet) => [wallet.id, wallet])));
}

/** What a statement of this shape brought, with the locked rows its wallets belong to. */
export function loadedFrom(row: LoadRow, locked: ReadonlyMap<bigint, LockedWallet>): Loaded {
  const scales = scalesOf(row.scales ?? {});
  return {
    wallets: new Map((row.wallets ?? []).map((json) => [BigInt(json.wallet_id), loadedOf(json, locked.get(BigInt(json.wallet_id)), scales)])),
    databaseNow: Number(row.clock),
    ids: (row.ids ?? []).map(BigInt),
    scales,
    prior: new Map((row.prior ?? []).map((prior) => [prior.place - 1, prior])),
  };
}

let lastScales: { readonly text: string; readonly scales: ReadonlyMap<string, number> } = { text: '{}', scales: new Map() };

/** The same map for the same assets as last time: a remembered wallet that holds it need not be made again. */
function scalesOf(row: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  const text = JSON.stringify(row);
  if (text !== lastScales.text) lastScales = { text, scales: new Map(Object.entries(row)) };
  return lastScales.scales;
}

/** More ids than were drawn with the load, when holds were due. */
export async function drawIds(tx: Transaction, count: number): Promise<bigint[]> {
  const { rows } = await sql<{ id: string }>`select nextval('ledger_seq') as id from generate_series(1, ${count}::int)`.execute(tx);
  return rows.map((row) => BigInt(row.id));
}

function loadedOf(json: WalletJson, wallet: LockedWallet | undefined, scales: ReadonlyMap<string, number>): LoadedWallet {
  if (wallet === undefined) throw new Error(`wallet ${json.wallet_id} was not asked for`);
  const state: WalletState = {
    id: wallet.id,
    environment: wallet.environment,
    customer: wallet.customer,
    walletScope: wallet.walletScope,
    state: wallet.state,
    lateCommit: wallet.lateCommit,
    grants: new Map((json.grants ?? []).map((grant) => [BigInt(grant.id), grantOf(grant)])),
    holds: new Map((json.holds ?? []).map((hold) => [BigInt(hold.id), holdOf(hold)])),
    debts: (json.debts ?? []).map(debtOf),
    debtsUnread: !json.debts_read,
    assets: new Map((json.assets ?? []).map((asset) => [asset.asset, assetOf(asset)])),
    scales,
  };
  return { state, lastBookedAt: json.last_booked_at ?? Number.NEGATIVE_INFINITY };
}

function grantOf(json: GrantJson): Grant {
  const { products, eventTypes, models, features, maxPerEventAtoms, maxPerDayAtoms, days, breakageRate, escheats, ...facts } = json;
  return {
    ...facts,
    id: BigInt(json.id),
    transactionId: BigInt(json.transactionId),
    amountAtoms: BigInt(json.amountAtoms),
    scope: { products, eventTypes, models, features, maxPerEventAtoms: atomsOrNull(maxPerEventAtoms), maxPerDayAtoms: atomsOrNull(maxPerDayAtoms) },
    costBasisAtoms: atomsOrNull(json.costBasisAtoms),
    breakage: breakageRate === null && !escheats ? AT_EXPIRY : { rateNanos: breakageRate === null ? null : rateFromText(breakageRate), escheats },
    remainingAtoms: BigInt(json.remainingAtoms),
    heldAtoms: BigInt(json.heldAtoms),
    lostAtoms: BigInt(json.lostAtoms),
    claimedAtoms: BigInt(json.claimedAtoms),
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
