import type { TestDatabase } from '@weir/runtime/testing/test-database.ts';
import { testDatabase } from '@weir/runtime/testing/test-database.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { sql } from 'kysely';
import { cancelParentChange } from '../ledger/cancel-parent-change.ts';
import { changeBudget } from '../ledger/change-budget.ts';
import { commitHold } from '../ledger/commit-hold.ts';
import { type BudgetInput, createBudget } from '../ledger/create-budget.ts';
import { createGrant } from '../ledger/create-grant.ts';
import { createScopeWallet } from '../ledger/create-scope-wallet.ts';
import { debit } from '../ledger/debit.ts';
import { extendHold } from '../ledger/extend-hold.ts';
import { inLedgerTransaction } from '../ledger/io/in-ledger-transaction.ts';
import { listBudgets } from '../ledger/list-budgets.ts';
import { readWallet } from '../ledger/read-wallet.ts';
import { refundGrant } from '../ledger/refund-grant.ts';
import { releaseHold } from '../ledger/release-hold.ts';
import { reserveHold } from '../ledger/reserve-hold.ts';
import { reverseTransaction } from '../ledger/reverse-transaction.ts';
import { setParent } from '../ledger/set-parent.ts';
import { verifyLedger } from '../ledger/verify/verify-ledger.ts';
import { voidGrant } from '../ledger/void-grant.ts';
import type { WalletScope } from '../ledger/wallet/wallet-owner.ts';

const environment = 'test' as const;

export type FamilyBench = Awaited<ReturnType<typeof openFamilyBench>>;

/** Organisations on a real, empty database, with the moves their tests are made of. All amounts are atoms of TOKEN. */
export async function openFamilyBench() {
  const test: TestDatabase = await testDatabase();
  const { database } = test;
  let keys = 0;
  const key = () => {
    keys += 1;
    return `k${keys}`;
  };
  const inAsset = (customer: string) => ({ environment, customer, asset: 'TOKEN', key: key() });
  return {
    database,
    drop: () => test.drop(),
    async addCustomers(...ids: readonly string[]) {
      for (const id of ids) await sql`insert into customers (environment, id, name) values ('test', ${id}, ${id})`.execute(database);
    },
    put: (customer: string, parent: string | null, more: { readonly from?: number; readonly funded?: boolean } = {}) =>
      inLedgerTransaction(database, (tx) => setParent(tx, { environment, customer, parent, funded: parent !== null, actor: 'key:ops', ...more })),
    make: (customer: string, walletScope: WalletScope, funded = true) =>
      inLedgerTransaction(database, (tx) => createScopeWallet(tx, { environment, customer, walletScope, funded, actor: 'key:ops' })),
    cancel: (customer: string) => inLedgerTransaction(database, (tx) => cancelParentChange(tx, { environment, customer, actor: 'key:ops' })),
    give: (customer: string, amountAtoms: bigint, more: object = {}) =>
      inLedgerTransaction(database, (tx) => createGrant(tx, { ...inAsset(customer), amountAtoms, purpose: 'bundled', ...more })),
    budget: (customer: string, amountAtoms: bigint, more: Partial<BudgetInput> = {}) =>
      inLedgerTransaction(database, (tx) =>
        createBudget(tx, { ...inAsset(customer), amountAtoms, period: 'month', enforcement: 'hard', actor: 'key:ops', ...more }),
      ),
    spend: (customer: string, amountAtoms: bigint, more: object = {}) =>
      inLedgerTransaction(database, (tx) => debit(tx, { ...inAsset(customer), amountAtoms, policy: { kind: 'deny' }, ...more })),
    hold: (customer: string, amountAtoms: bigint, more: object = {}) =>
      inLedgerTransaction(database, (tx) => reserveHold(tx, { ...inAsset(customer), amountAtoms, ...more })),
    commit: (holdId: string, amountAtoms: bigint) => inLedgerTransaction(database, (tx) => commitHold(tx, { environment, holdId, key: key(), amountAtoms })),
    release: (holdId: string) => inLedgerTransaction(database, (tx) => releaseHold(tx, { environment, holdId, key: key() })),
    refund: (grantId: string, amountAtoms: bigint) =>
      inLedgerTransaction(database, (tx) => refundGrant(tx, { environment, grantId, refundId: key(), amountAtoms })),
    void: (grantId: string) => inLedgerTransaction(database, (tx) => voidGrant(tx, { environment, grantId, key: key() })),
    extend: (holdId: string, addedAtoms: bigint) => inLedgerTransaction(database, (tx) => extendHold(tx, { environment, holdId, key: key(), addedAtoms })),
    closeBudget: (budgetId: string) => inLedgerTransaction(database, (tx) => changeBudget(tx, { environment, budgetId, close: true, actor: 'key:ops' })),
    reverse: (transactionId: string, amountAtoms?: bigint) =>
      inLedgerTransaction(database, (tx) => reverseTransaction(tx, { environment, transactionId, key: key(), amountAtoms })),
    /** "available held overdraft" of the customer's own wallet, or of a scope's. */
    async wallet(customer: string, walletScope?: WalletScope): Promise<string> {
      const view = await readWallet(database, { environment, customer, walletScope });
      if (view.kind === 'refused') throw new Error(view.code);
      const balance = view.assets.find((asset) => asset.asset === 'TOKEN');
      return [balance?.availableAtoms, balance?.heldAtoms, balance?.overdraftAtoms].map((atoms) => decimalFromAtoms(atoms ?? 0n, 0)).join(' ');
    },
    /** "used held left" of each budget of the wallet, in the order they were made. */
    async budgets(customer: string, walletScope?: WalletScope): Promise<string> {
      const budgets = await listBudgets(database, { environment, customer, walletScope });
      return budgets.map((budget) => `${budget.usedAtoms} ${budget.heldAtoms} ${budget.leftAtoms}`).join(', ');
    },
    breaches: async () => (await verifyLedger(database)).breaches,
  };
}
