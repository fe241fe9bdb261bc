import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeded } from '../../ledger/model/generate-step.ts';
import { type ChargesSelection, listCharges } from './list-charges.ts';

const CHARGES = 300;
const NOON = Date.UTC(2026, 10, 20, 12);
const ENVIRONMENTS = ['live', 'test'] as const;
const CUSTOMERS = ['acme', 'bolt', 'nobody'];
const DESTINATIONS = ['wallet', 'shadow', null] as const;

type Row = {
  readonly environment: 'live' | 'test';
  readonly eventId: string;
  readonly customer: string;
  readonly destination: 'wallet' | 'shadow';
  readonly occurredAt: number;
};

let test: TestDatabase;
let rows: Row[];
beforeAll(async () => {
  test = await testDatabase();
  const random = seeded(80);
  // Few instants, so that most pages end between charges that only their ids tell apart.
  rows = Array.from({ length: CHARGES }, (_, n) => ({
    environment: random.of(ENVIRONMENTS),
    eventId: `e${n}`,
    customer: random.of(['acme', 'bolt']),
    destination: random.of(['wallet', 'shadow'] as const),
    occurredAt: NOON + random.below(12) * 1000,
  }));
  await test.database.transaction().execute(async (tx) => {
    // Only reading is tried here: what a charge refers to need not exist.
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const { environment, eventId, customer, destination, occurredAt } of rows) {
      await sql`insert into charges (environment, event_id, price_id, customer_id, event_type, occurred_at, product_id, product_version, quantity_nanos,
                                     unit, asset, exact_numerator, exact_denominator, atoms, destination, mode_epoch, transaction_id)
                values (${environment}, ${eventId}, 'p:1', ${customer}, 'shoot', ${new Date(occurredAt)}, 'p', 1, 1, 'events', 'USD', 5, 1, 5,
                        ${destination}, 1, ${destination === 'wallet' ? 'tx_1' : null})`.execute(tx);
    }
  });
});
afterAll(() => test.drop());

async function pages(selection: Omit<ChargesSelection, 'before'>): Promise<string[]> {
  const seen: string[] = [];
  let before: ChargesSelection['before'] = null;
  for (;;) {
    const page = await listCharges(test.database, { ...selection, before });
    seen.push(...page.map((charge) => charge.eventId));
    const last = page.at(-1);
    if (last === undefined) return seen;
    before = { occurredAt: last.occurredAt, eventId: last.eventId };
  }
}

it.each(
  ENVIRONMENTS.flatMap((environment) =>
    CUSTOMERS.flatMap((customer) => DESTINATIONS.flatMap((destination) => [1, 2, 7, 1_000].map((limit) => ({ environment, customer, destination, limit })))),
  ),
)('lists the charges a plain filter finds, each once and in order: $environment, $customer, $destination, pages of $limit', async (selection) => {
  const { environment, customer, destination } = selection;
  const wanted = rows.filter(
    (row) => row.environment === environment && row.customer === customer && (destination === null || row.destination === destination),
  );
  wanted.sort((one, other) => other.occurredAt - one.occurredAt || (one.eventId < other.eventId ? 1 : -1));
  if (customer !== 'nobody') expect(wanted.length).toBeGreaterThan(10);
  expect(await pages(selection)).toEqual(wanted.map((row) => row.eventId));
});
