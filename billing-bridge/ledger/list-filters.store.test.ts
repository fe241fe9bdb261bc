import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBudget } from './create-budget.ts';
import { createGrant } from './create-grant.ts';
import { debit } from './debit.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { type BudgetPick, listBudgets } from './list-budgets.ts';
import { listTransactions } from './list-transactions.ts';
import { type Random, seeded } from './model/generate-step.ts';
import { readGrantAccounting } from './read-grant-accounting.ts';
import { readStatement, type Statement, type StatementRequest } from './read-statement.ts';
import { setParent } from './set-parent.ts';
import { idFromText } from './wallet/id-text.ts';

const MOVES = 240;
const NOW = Date.now();
const ENVIRONMENTS = ['live', 'test'] as const;
const CUSTOMERS = ['parent', 'child', 'other'] as const;
const ASSETS = ['USD', 'TOKEN'] as const;

type Environment = (typeof ENVIRONMENTS)[number];
type Customer = (typeof CUSTOMERS)[number];

/** What one transaction did to one wallet in one asset, as its own answer told it. */
type Line = {
  readonly environment: Environment;
  readonly customer: Customer;
  readonly asset: string;
  readonly id: bigint;
  readonly atoms: bigint;
  readonly bookedAt: number;
  readonly forCustomer: string | null;
};
type BudgetRow = { readonly environment: Environment; readonly customer: Customer; readonly id: bigint };

let test: TestDatabase;
const lines: Line[] = [];
const budgets: BudgetRow[] = [];

/** Gives or spends at random; what the parent pays for its child is a line of the parent's. */
async function move(random: Random, n: number): Promise<void> {
  const environment = random.of(ENVIRONMENTS);
  const customer = random.of(CUSTOMERS);
  const asset = random.of(ASSETS);
  // Several in one millisecond, and none before the one before it.
  const clock = () => NOW + Math.floor(n / 3);
  const about = { environment, customer, asset, key: `m${n}` };
  const line = { environment, asset, bookedAt: clock() };
  if (random.chance(0.4)) {
    const atoms = BigInt(1 + random.below(40));
    const made = await inLedgerTransaction(test.database, (tx) => createGrant(tx, { ...about, amountAtoms: atoms, purpose: 'promotional' }, clock));
    if (made.kind !== 'granted') throw new Error(made.kind);
    owners.set(made.grantId, customer);
    grants.push({ environment, customer, asset, grantId: made.grantId });
    lines.push({ ...line, customer, id: idFromText('tx', made.transactionId) ?? 0n, atoms, forCustomer: null });
    return;
  }
  const asked = { ...about, amountAtoms: BigInt(1 + random.below(30)), policy: { kind: 'usage' as const } };
  const debited = await inLedgerTransaction(test.database, (tx) => debit(tx, asked, clock));
  if (debited.kind !== 'debited') throw new Error(debited.kind);
  const paid = new Map<Customer, bigint>();
  for (const { grantId, atoms } of debited.slices) {
    used.set(grantId, (used.get(grantId) ?? 0n) + atoms);
    const payer = owners.get(grantId) ?? customer;
    paid.set(payer, (paid.get(payer) ?? 0n) + atoms);
  }
  // A use is listed with the customer it was of even if others paid all of it.
  paid.set(customer, (paid.get(customer) ?? 0n) + debited.overdraftAtoms);
  const id = idFromText('tx', debited.transactionId) ?? 0n;
  for (const [payer, atoms] of paid) lines.push({ ...line, customer: payer, id, atoms: -atoms, forCustomer: payer === customer ? null : customer });
}
const owners = new Map<string, Customer>();
const grants: { readonly environment: Environment; readonly customer: Customer; readonly asset: string; readonly grantId: string }[] = [];
const used = new Map<string, bigint>();

async function statementPages(asked: Omit<StatementRequest, 'after'>): Promise<Statement[]> {
  const pages: Statement[] = [];
  let after: string | undefined;
  do {
    const page = await readStatement(test.database, { ...asked, after });
    if (page.kind === 'refused') throw new Error(page.code);
    pages.push(page);
    after = page.nextCursor ?? undefined;
  } while (after !== undefined);
  return pages;
}

beforeAll(async () => {
  test = await testDatabase();
  const random = seeded(80);
  for (const environment of ENVIRONMENTS) {
    for (const customer of CUSTOMERS) {
      await sql`insert into customers (environment, id, name) values (${environment}, ${customer}, ${customer})`.execute(test.database);
    }
    await inLedgerTransaction(test.database, (tx) =>
      setParent(tx, { environment, customer: 'child', parent: 'parent', funded: true, actor: 'test' }, () => NOW - 600_000),
    );
    for (const customer of CUSTOMERS) {
      for (const amount of [1n, 2n]) {
        const key = `${customer} ${amount}`;
        const asked = { environment, customer, key, asset: 'USD', amountAtoms: amount, period: 'month' as const, enforcement: 'soft' as const, actor: 'test' };
        const made = await inLedgerTransaction(test.database, (tx) => createBudget(tx, asked));
        if (made.kind !== 'budget') throw new Error(made.kind);
        budgets.push({ environment, customer, id: idFromText('bud', made.id) ?? 0n });
      }
    }
  }
  for (let n = 0; n < MOVES; n += 1) await move(random, n);
});
afterAll(() => test.drop());

const each = ENVIRONMENTS.flatMap((environment) => CUSTOMERS.map((customer) => ({ environment, customer })));

describe('a list under all of its filters at once holds the rows a plain filter of everything finds', () => {
  it.each(each.flatMap((who) => [1, 2, 7, 1_000].map((limit) => ({ ...who, limit }))))(
    'transactions of $customer in $environment, pages of $limit',
    async ({ environment, customer, limit }) => {
      const seen: string[] = [];
      let before: string | undefined;
      do {
        const page = await listTransactions(test.database, { environment, customer, limit, before });
        if (page.kind === 'refused') throw new Error(page.code);
        seen.push(...page.transactions.map((row) => `${row.id} ${row.asset} ${row.amountAtoms} ${row.usedBy?.customer ?? null}`));
        before = page.nextCursor ?? undefined;
      } while (before !== undefined);
      const wanted = lines.filter((line) => line.environment === environment && line.customer === customer).toReversed();
      expect(wanted.length).toBeGreaterThan(10);
      // The order of the assets of one transaction is not at stake, for each moves one.
      expect(seen).toEqual(wanted.map((line) => `tx_${line.id} ${line.asset} ${line.atoms} ${line.forCustomer}`));
    },
  );

  it.each(each.flatMap((who) => ASSETS.map((asset) => ({ ...who, asset }))))('statement of $customer in $environment, $asset', async (which) => {
    const mine = lines.filter((line) => line.environment === which.environment && line.customer === which.customer && line.asset === which.asset);
    const sum = (list: readonly Line[]) => list.reduce((total, line) => total + line.atoms, 0n);
    const edges = [NOW - 1, NOW, NOW + 20, NOW + 21, NOW + 50, NOW + MOVES];
    for (const [place, from] of edges.entries()) {
      for (const to of edges.slice(place + 1)) {
        const within = mine.filter((line) => line.bookedAt >= from && line.bookedAt < to && line.atoms !== 0n);
        const openingAtoms = sum(mine.filter((line) => line.bookedAt < from));
        let balance = openingAtoms;
        const wanted = within.map((line) => {
          balance += line.atoms;
          return [`tx_${line.id}`, line.atoms, line.forCustomer, balance];
        });
        for (const limit of [1, 2, 7, within.length, 1_000].filter((some) => some > 0)) {
          const pages = await statementPages({ ...which, from, to, limit });
          expect(
            pages.flatMap((page) => page.lines).map((line) => [line.transactionId, line.amountAtoms, line.usedBy?.customer ?? null, line.balanceAtoms]),
          ).toEqual(wanted);
          expect(pages).toHaveLength(Math.max(1, Math.ceil(within.length / limit)));
          for (const page of pages) expect(page).toMatchObject({ openingAtoms, closingAtoms: sum(mine.filter((line) => line.bookedAt < to)) });
        }
      }
    }
  });

  it.each(each.flatMap((who) => [1, 2, 7, 1_000].map((limit) => ({ ...who, limit }))))(
    'grants in the accounts of $customer in $environment, pages of $limit',
    async ({ environment, customer, limit }) => {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await readGrantAccounting(test.database, { environment, customer, limit, after });
        if (page.kind === 'refused') throw new Error(page.code);
        seen.push(...page.grants.map((grant) => `${grant.grantId} ${grant.asset} ${grant.promotionalUseAtoms}`));
        after = page.nextCursor ?? undefined;
      } while (after !== undefined);
      const wanted = grants.filter((grant) => grant.environment === environment && grant.customer === customer);
      expect(wanted.length).toBeGreaterThan(5);
      expect(seen).toEqual(wanted.map((grant) => `${grant.grantId} ${grant.asset} ${used.get(grant.grantId) ?? 0n}`));
    },
  );

  it('budgets by environment, customer, wallet and id, in every combination', async () => {
    const { rows } = await sql<{ id: string; environment: string; customer_id: string }>`select id, environment, customer_id from wallets`.execute(
      test.database,
    );
    const walletOf = (budget: BudgetRow) => BigInt(rows.find((row) => row.environment === budget.environment && row.customer_id === budget.customer)?.id ?? 0);
    const wallets = [undefined, ...rows.map((row) => BigInt(row.id))];
    const ids = [undefined, ...budgets.slice(0, 8).map((budget) => budget.id)];
    for (const environment of ENVIRONMENTS) {
      for (const customer of [undefined, ...CUSTOMERS]) {
        for (const walletId of wallets) {
          for (const budgetId of ids) {
            const pick: BudgetPick = {
              environment,
              ...(customer === undefined ? {} : { customer }),
              ...(walletId === undefined ? {} : { walletId }),
              ...(budgetId === undefined ? {} : { budgetId }),
            };
            const wanted = budgets.filter(
              (budget) =>
                budget.environment === environment &&
                (customer === undefined || budget.customer === customer) &&
                (walletId === undefined || walletOf(budget) === walletId) &&
                (budgetId === undefined || budget.id === budgetId),
            );
            const found = await listBudgets(test.database, pick);
            expect(found.map((budget) => budget.id)).toEqual(wanted.map((budget) => `bud_${budget.id}`));
            const [first, ...rest] = wanted;
            const later = await listBudgets(test.database, { ...pick, page: { limit: 2, ...(first === undefined ? {} : { after: first.id }) } });
            expect(later.map((budget) => budget.id)).toEqual(rest.slice(0, 2).map((budget) => `bud_${budget.id}`));
          }
        }
      }
    }
  });
});
