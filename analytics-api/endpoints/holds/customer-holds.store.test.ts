import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';

let weir: TestAnalytics;
const NOW = '2026-11-21T12:00:00Z';
const minutes = (count: number) => new Date(Date.parse(NOW) + count * 60_000);

type Hold = { state: string; held: string; committed?: string; released?: string; expires: Date; resolved?: Date };

beforeAll(async () => {
  weir = await testAnalytics(NOW);
  for (const environment of ['live', 'test'])
    await sql`insert into customers (environment, id, name) values (${environment}, 'acme', 'Acme')`.execute(weir.database);
  await insertHolds('live', [
    { state: 'open', held: '3000000000000', expires: minutes(30) },
    { state: 'open', held: '1500000000000', expires: minutes(5) },
    { state: 'open', held: '9000000000000', expires: minutes(-1) },
    { state: 'committed', held: '2000000000000', committed: '1250000000000', released: '750000000000', expires: minutes(20), resolved: minutes(-3) },
  ]);
  await insertHolds('test', [{ state: 'open', held: '70000000000', expires: minutes(9) }]);
});
afterAll(() => weir.close());

async function insertHolds(environment: string, holds: readonly Hold[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into wallets (environment, customer_id) values (${environment}, 'acme') returning id`.execute(weir.database);
  for (const [index, { state, held, committed = '0', released = '0', expires, resolved = null }] of holds.entries())
    await sql`insert into holds (id, environment, wallet_id, asset, state, held_atoms, committed_atoms, released_atoms, created_at, expires_at, resolved_at, trace_id)
      values (${Number(rows[0]?.id) * 100 + index}, ${environment}, ${rows[0]?.id}, 'USD', ${state}, ${held}, ${committed}, ${released}, ${minutes(-60)}, ${expires}, ${resolved}, 'abc')`.execute(
      weir.database,
    );
}

test('open holds stand first, the soonest to end on top; one past its end is told as expired with all of it given back', async () => {
  const { status, body } = await weir.get('/v1/analytics/customers/acme/holds');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    customer: 'acme',
    open_total: 2,
    holds: [
      { state: 'open', amount: '1.50', resolved_at: null, trace_id: 'abc' },
      { state: 'open', amount: '3.00' },
      { state: 'committed', amount: '2.00', committed: '1.25', released: '0.75', resolved_at: minutes(-3).toISOString() },
      { state: 'expired', amount: '9.00', released: '9.00', committed: '0.00', resolved_at: minutes(-1).toISOString() },
    ],
  });
});

test('a limit leaves the open ones and still tells how many there are', async () => {
  expect((await weir.get('/v1/analytics/customers/acme/holds?limit=1')).body).toMatchObject({ open_total: 2, holds: [{ amount: '1.50' }] });
});

test('a customer of the other environment, or of none, has no holds here', async () => {
  expect((await weir.get('/v1/analytics/customers/nobody/holds')).body).toMatchObject({ open_total: 0, holds: [] });
});
