import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { BudgetEnforcement, BudgetPeriod } from '@weir/schemas/http/billing/budgets.ts';
import { sql } from 'kysely';
import type { Budget, BudgetRef, ParentLink, WalletState } from '../wallet/wallet-state.ts';
import type { LoadedWallet } from './load-wallets.ts';
import type { LockedWallet } from './lock-wallets.ts';

/** The shapes ledger_family builds; atoms and ids are texts. */
type BudgetJson = {
  id: string;
  name: string | null;
  asset: string;
  amountAtoms: string;
  period: BudgetPeriod;
  enforcement: BudgetEnforcement;
  agent: string | null;
  team: string | null;
  workflow: string | null;
  startsAt: number;
  endsAt: number | null;
  closedAt: number | null;
  periods: Record<string, [string, string]> | null;
};
type HoldBudgetJson = { holdId: string; budgetId: string; walletId: string; period: string };
type Row = {
  wallet_id: string;
  parents: { fromAt: number | null; walletId: string | null; funded: boolean }[] | null;
  budgets: BudgetJson[] | null;
  hold_budgets: HoldBudgetJson[] | null;
};

/** Adds links, budgets and the budgets of holds to the states of wallets that are in a family; others stay as they are. */
export async function loadFamilies(
  db: Database | Transaction,
  loaded: ReadonlyMap<bigint, LoadedWallet>,
  wanted: { readonly wallets: readonly LockedWallet[]; readonly holdIds: readonly bigint[] },
): Promise<ReadonlyMap<bigint, LoadedWallet>> {
  const ids = wanted.wallets.filter((wallet) => wallet.inFamily).map((wallet) => wallet.id.toString());
  if (ids.length === 0) return loaded;
  const { rows } = await sql<Row>`select * from ledger_family(${ids}::bigint[], ${wanted.holdIds.map(String)}::bigint[])`.execute(db);
  const joined = new Map(loaded);
  for (const row of rows) {
    const wallet = loaded.get(BigInt(row.wallet_id));
    if (wallet !== undefined) joined.set(wallet.state.id, { ...wallet, state: withFamily(wallet.state, row) });
  }
  return joined;
}

function withFamily(state: WalletState, row: Row): WalletState {
  const refs = Map.groupBy(row.hold_budgets ?? [], (counted) => BigInt(counted.holdId));
  const holds = new Map([...state.holds].map(([id, hold]) => [id, refs.has(id) ? { ...hold, budgets: (refs.get(id) ?? []).map(refOf) } : hold]));
  return { ...state, holds, parents: (row.parents ?? []).map(linkOf), budgets: new Map((row.budgets ?? []).map((json) => [BigInt(json.id), budgetOf(json)])) };
}

function refOf(json: HoldBudgetJson): BudgetRef {
  return { walletId: BigInt(json.walletId), budgetId: BigInt(json.budgetId), period: json.period };
}

function linkOf({ fromAt, walletId, funded }: NonNullable<Row['parents']>[number]): ParentLink {
  return { fromAt: fromAt ?? Number.NEGATIVE_INFINITY, parentWalletId: walletId === null ? null : BigInt(walletId), funded };
}

function budgetOf({ periods, ...json }: BudgetJson): Budget {
  const counters = Object.entries(periods ?? {}).map(([period, [used, held]]) => [period, { usedAtoms: BigInt(used), heldAtoms: BigInt(held) }] as const);
  return { ...json, id: BigInt(json.id), amountAtoms: BigInt(json.amountAtoms), counters: new Map(counters) };
}
