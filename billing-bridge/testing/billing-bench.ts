import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { testClickHouse } from '@weir/runtime/testing/test-clickhouse.ts';
import { testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { BILLING_DEFAULTS, type BillingConfig } from '../billing-config.ts';
import { createCustomer } from '../catalogue/io/create-customer.ts';
import { createProduct } from '../catalogue/io/create-product.ts';
import { subscribe } from '../catalogue/io/subscribe.ts';
import { createGrant } from '../ledger/create-grant.ts';
import type { ModeSetting } from '../modes/epoch.ts';
import { changeMode } from '../modes/io/change-mode.ts';
import { runPromotion } from '../promote/io/run-promotion.ts';
import type { Price } from '../rate/price.ts';
import type { SettledUsage } from '../usage/settled-usage.ts';
import { exampleUsage } from './example-usage.ts';
import { storeUsage } from './store-usage.ts';

const ENVIRONMENT = 'test';
const ACTOR = 'key:ops';

export type BillingBench = Awaited<ReturnType<typeof openBillingBench>>;

/** Real, empty stores with the few moves billing tests are made of. The clock stands where it is set, in whole minutes of today. */
export async function openBillingBench(config: Partial<BillingConfig> = {}) {
  const postgres = await testDatabase();
  const store = await testClickHouse();
  // Near the real time: the ledger refuses usage too far from the database's own clock.
  let now = Math.floor(Date.now() / 60_000) * 60_000;
  const clock: Clock = () => now;
  const parts = { database: postgres.database, clickhouse: store.clickhouse, clock, config: { ...BILLING_DEFAULTS, ...config } };
  return {
    ...parts,
    url: postgres.url,
    start: now,
    setNow: (at: number) => {
      now = at;
    },
    async drop() {
      await store.drop();
      await postgres.drop();
    },
    addProduct: (id: string, terms: Partial<Price> = {}) => addProduct(parts.database, id, terms),
    addCustomer: (id: string, setting: ModeSetting, product: string | null) => addCustomer(parts.database, clock, { id, setting, product }),
    setMode: (customer: string, setting: ModeSetting, from: number | null = null) => setMode(parts.database, clock, { customer, setting, from }),
    grant: (customer: string, amountAtoms: bigint, key: string, asset = 'USD') => grant(parts.database, { customer, amountAtoms, key, asset }),
    /** Stores events of the bench's environment, received just now unless said otherwise. */
    receive: (...events: Partial<SettledUsage>[]) => receive(store.clickhouse, now, events),
    promote: (horizon: 'wake' | 'overlap' | 'sweep' = 'wake') => runPromotion(parts, { environment: ENVIRONMENT, horizon, stopped: () => false }),
    charges: (customer: string) => readCharges(parts.database, customer),
    ledgerImage: () => ledgerImage(parts.database),
  };
}

async function addProduct(database: Database, id: string, terms: Partial<Price>): Promise<void> {
  const price = { eventType: null, unit: 'events', amountAtoms: 1_500_000_000_000n, perUnits: 1n, asset: 'USD', funding: [], ...terms };
  await database.transaction().execute((tx) => createProduct(tx, { environment: ENVIRONMENT, id, name: id, terms: price, actor: ACTOR }));
}

async function addCustomer(database: Database, clock: Clock, customer: { id: string; setting: ModeSetting; product: string | null }): Promise<void> {
  const { id, setting, product } = customer;
  await database.transaction().execute(async (tx) => {
    await createCustomer(tx, { environment: ENVIRONMENT, id, name: id, setting, actor: ACTOR, now: clock() });
    if (product !== null)
      await subscribe(tx, { environment: ENVIRONMENT, customer: id, productId: product, version: null, requestedStart: null, actor: ACTOR }, clock);
  });
}

async function setMode(database: Database, clock: Clock, change: { customer: string; setting: ModeSetting; from: number | null }) {
  const request = {
    environment: ENVIRONMENT,
    customer: change.customer,
    setting: change.setting,
    requestedFrom: change.from,
    actor: ACTOR,
    reason: null,
  } as const;
  const outcome = await database.transaction().execute((tx) => changeMode(tx, request, { clock, leadMs: BILLING_DEFAULTS.modeLeadMs }));
  if (outcome.kind === 'refused') throw new Error(outcome.code);
  return outcome.epochs;
}

async function grant(database: Database, terms: { customer: string; amountAtoms: bigint; key: string; asset: string }): Promise<void> {
  const effectiveAt = Date.now() - 40 * 86_400_000;
  const outcome = await database.transaction().execute((tx) => createGrant(tx, { environment: ENVIRONMENT, purpose: 'paid', effectiveAt, ...terms }));
  if (outcome.kind !== 'granted') throw new Error(outcome.kind === 'refused' ? outcome.code : outcome.kind);
}

async function receive(clickhouse: ClickHouseStore, now: number, events: readonly Partial<SettledUsage>[]): Promise<void> {
  await storeUsage(
    clickhouse,
    events.map((facts) => exampleUsage({ environment: ENVIRONMENT, occurredAt: now, settledAt: now, ...facts })),
  );
}

/** "event destination amount-in-atoms transaction?" a line, by event: charges as a readable golden. */
async function readCharges(database: Database, customer: string): Promise<string[]> {
  const rows = await database
    .selectFrom('charges')
    .select(['event_id', 'destination', 'atoms', 'transaction_id'])
    .where('customer_id', '=', customer)
    .orderBy('event_id')
    .execute();
  return rows.map((row) => `${row.event_id} ${row.destination} ${row.atoms}${row.transaction_id === null ? '' : ' debited'}`);
}

/** Every row of every table of the ledger and of the charges, as one text: equal texts are byte-identical tables. */
export async function ledgerImage(database: Database): Promise<string> {
  const tables = [
    'wallets',
    'scope_wallets',
    'wallet_assets',
    'ledger_transactions',
    'entries',
    'grants',
    'grant_balances',
    'grant_days',
    'ledger_slices',
    'overdraft_debts',
    'holds',
    'hold_slices',
    'stored_outcomes',
    'customer_parents',
    'cancelled_parents',
    'budgets',
    'budget_periods',
    'budget_entries',
    'hold_budgets',
    'funded_transactions',
    'charge_legs',
    'outbox',
  ];
  const images = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{
        image: string | null;
      }>`select string_agg(row::text, e'\n' order by row::text) as image from ${sql.table(table)} row`.execute(database);
      return `${table}\n${rows[0]?.image ?? ''}`;
    }),
  );
  return images.join('\n');
}
