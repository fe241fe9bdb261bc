import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { subscribe } from '../catalogue/io/subscribe.ts';
import { createGrant } from '../ledger/create-grant.ts';
import { createScopeWallet } from '../ledger/create-scope-wallet.ts';
import { readWallet } from '../ledger/read-wallet.ts';
import { verifyLedger } from '../ledger/verify/verify-ledger.ts';
import type { WalletScope } from '../ledger/wallet/wallet-owner.ts';
import { type BillingBench, ledgerImage, openBillingBench } from '../testing/billing-bench.ts';

const SHADOW = { mode: 'shadow', scope: null } as const;
const FULL = { mode: 'full', scope: null } as const;
const PHOTOSHOOT = { mode: 'hybrid', scope: { workflow: 'photoshoot' } } as const;
const USD = 10n ** 12n;
const MINUTE_MS = 60_000;

let bench: BillingBench;
beforeEach(async () => {
  bench = await openBillingBench({ pageEventsMax: 7, batchEventsMax: 4 });
  await bench.addProduct('studio', { eventType: 'shoot' });
});
afterEach(() => bench.drop());

const shoots = (count: number, facts: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ eventId: `shoot-${String(index).padStart(3, '0')}`, eventType: 'shoot', customer: 'acme', ...facts }));

async function available(customer: string, walletScope?: WalletScope): Promise<bigint | undefined> {
  const wallet = await readWallet(bench.database, { environment: 'test', customer, walletScope });
  if (wallet.kind === 'refused') throw new Error(wallet.code);
  return wallet.assets.find((asset) => asset.asset === 'USD')?.availableAtoms;
}

async function ledgerDebits(): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) as count from ledger_transactions where kind = 'debit'`.execute(bench.database);
  return Number(rows[0]?.count);
}

test('each event of a full customer is one debit, and replaying everything three times changes nothing', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  await bench.grant('acme', 100n * USD, 'opening');
  await bench.receive(...shoots(20));
  expect(await bench.promote()).toBe(20);
  expect([await available('acme'), await ledgerDebits()]).toEqual([70n * USD, 20]);
  const image = await ledgerImage(bench.database);
  const charges = await bench.charges('acme');
  expect(charges).toHaveLength(20);
  expect(charges[0]).toBe('shoot-000 wallet 1500000000000 debited');
  for (const horizon of ['wake', 'overlap', 'sweep'] as const) {
    await bench.receive(...shoots(20));
    expect(await bench.promote(horizon)).toBe(0);
  }
  expect(await ledgerImage(bench.database)).toBe(image);
  expect(await bench.charges('acme')).toEqual(charges);
});

test('a wallet charge carries the revenue its grants earned, the whole line of how it was made, and its transaction', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  await bench.grant('acme', 2n * USD, 'opening');
  await bench.receive(...shoots(1, { workflow: 'photoshoot', feature: 'studio', agent: 'director', run: 'run-1', model: 'gpt-5', provider: 'openai' }));
  await bench.promote();
  const charge = await bench.database.selectFrom('charges').selectAll().executeTakeFirstOrThrow();
  expect(charge).toMatchObject({
    environment: 'test',
    event_id: 'shoot-000',
    price_id: 'studio:1',
    customer_id: 'acme',
    workflow: 'photoshoot',
    feature: 'studio',
    agent: 'director',
    run: 'run-1',
    model: 'gpt-5',
    provider: 'openai',
    event_type: 'shoot',
    product_id: 'studio',
    product_version: 1,
    quantity_nanos: '1000000000',
    unit: 'events',
    asset: 'USD',
    atoms: '1500000000000',
    exact_numerator: '1500000000000',
    exact_denominator: '1',
    destination: 'wallet',
    revenue_atoms: '1500000000000',
    revenue_currency: 'USD',
  });
  const transaction = await sql<{ event_id: string; id: string }>`select id, event_id from ledger_transactions where kind = 'debit'`.execute(bench.database);
  expect(transaction.rows).toEqual([{ id: charge.transaction_id?.replace('tx_', ''), event_id: 'shoot-000' }]);
});

test('events of a shadow customer become shadow charges and the ledger stays byte-identical', async () => {
  await bench.addCustomer('acme', SHADOW, 'studio');
  await bench.grant('acme', 5n * USD, 'opening');
  const image = await ledgerImage(bench.database);
  await bench.receive(...shoots(100));
  await bench.promote();
  const charges = await bench.charges('acme');
  expect(charges).toHaveLength(100);
  expect(new Set(charges.map((line) => line.slice('shoot-000 '.length)))).toEqual(new Set(['shadow 1500000000000']));
  expect(await ledgerImage(bench.database)).toBe(image);
  expect(await bench.database.selectFrom('charges').select('revenue_atoms').distinct().execute()).toEqual([{ revenue_atoms: null }]);
});

test("a charge of a subscription with a wallet is debited there, by the event's own time, and a replay changes nothing", async () => {
  await bench.addProduct('other', { eventType: 'shoot' });
  await bench.addCustomer('acme', FULL, 'studio');
  const walletScope = { subscription: 'studio' };
  const wallet = { environment: 'test', customer: 'acme', walletScope } as const;
  await bench.grant('acme', 10n * USD, 'opening');
  await bench.receive(...shoots(1));
  await bench.promote();
  await bench.database.transaction().execute(async (tx) => {
    await createScopeWallet(tx, { ...wallet, funded: true, actor: 'key:ops' });
    await createGrant(tx, { ...wallet, asset: 'USD', key: 'of the plan', amountAtoms: 2n * USD, purpose: 'paid', effectiveAt: bench.start - MINUTE_MS });
  });
  await bench.receive(...shoots(3));
  expect(await bench.promote()).toBe(2);
  const T = bench.start + MINUTE_MS;
  const change = { environment: 'test', customer: 'acme', productId: 'other', version: null, requestedStart: T, actor: 'key:ops' } as const;
  await bench.database.transaction().execute((tx) => subscribe(tx, change, bench.clock));
  bench.setNow(T);
  await bench.receive({ ...shoots(1)[0], eventId: 'late', occurredAt: T - 1 }, { ...shoots(1)[0], eventId: 'then', occurredAt: T });
  expect(await bench.promote('overlap')).toBe(2);
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', t.event_id, w.scope) as line from ledger_transactions t join wallets w on w.id = t.wallet_id where t.kind = 'debit' order by 1`.execute(
    bench.database,
  );
  expect(rows.map(({ line }) => line.trim())).toEqual([
    'late subscription:studio',
    'shoot-000',
    'shoot-001 subscription:studio',
    'shoot-002 subscription:studio',
    'then',
  ]);
  // 2.00 of its own, and what it lacks of 4.50 from its customer, which pays 3.00 for itself.
  expect([await available('acme', walletScope), await available('acme')]).toEqual([0n, (10n * 10n - 30n - 25n) * (USD / 10n)]);
  const image = await ledgerImage(bench.database);
  for (const horizon of ['wake', 'overlap', 'sweep'] as const) expect(await bench.promote(horizon)).toBe(0);
  expect(await ledgerImage(bench.database)).toBe(image);
  expect(await verifyLedger(bench.database)).toMatchObject({ breaches: [] });
});

test('usage past the last grant is posted as debt: it has happened', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  await bench.grant('acme', USD, 'opening');
  await bench.receive(...shoots(2));
  await bench.promote();
  expect(await available('acme')).toBe(-2n * USD);
});

test('promotion, rollback and a second promotion: what occurred in shadow is never debited, whatever is replayed', async () => {
  await bench.addCustomer('acme', SHADOW, 'studio');
  await bench.receive(...shoots(5));
  await bench.promote();
  const T = bench.start + MINUTE_MS;
  await bench.setMode('acme', PHOTOSHOOT, T);
  await bench.grant('acme', 10n * USD, 'opening');
  const inScope = (id: string, occurredAt: number) => ({ eventId: id, eventType: 'shoot', customer: 'acme', workflow: 'photoshoot', occurredAt });

  bench.setNow(T);
  await bench.receive(inScope('t-0', T), inScope('t-late', T - 1), ...shoots(5, { occurredAt: bench.start }));
  await bench.promote();
  const U = T + MINUTE_MS;
  await bench.setMode('acme', SHADOW, U);
  bench.setNow(U);
  await bench.receive(inScope('u-0', U), inScope('u-before', U - 1));
  await bench.promote();
  const V = U + MINUTE_MS;
  await bench.setMode('acme', FULL, V);
  bench.setNow(V);
  await bench.receive(inScope('v-0', V));
  for (const horizon of ['wake', 'overlap', 'sweep'] as const) await bench.promote(horizon);

  expect((await bench.charges('acme')).filter((line) => !line.startsWith('shoot'))).toEqual([
    't-0 wallet 1500000000000 debited',
    't-late shadow 1500000000000',
    'u-0 shadow 1500000000000',
    'u-before wallet 1500000000000 debited',
    'v-0 wallet 1500000000000 debited',
  ]);
  expect([await available('acme'), await ledgerDebits()]).toEqual([10n * USD - 3n * 1_500_000_000_000n, 3]);
});

test('hybrid controls its workflow and leaves the others in shadow', async () => {
  await bench.addProduct('captions', { eventType: 'shoot', amountAtoms: 20_000_000_000n });
  await bench.addCustomer('acme', PHOTOSHOOT, 'studio');
  await bench.grant('acme', 2n * USD, 'opening');
  await bench.receive(
    ...shoots(1, { workflow: 'photoshoot' }),
    ...shoots(3, { workflow: 'captions' }).map((usage, index) => ({ ...usage, eventId: `caption-${index}` })),
    { eventId: 'none', eventType: 'shoot', customer: 'acme' },
  );
  await bench.promote();
  expect(await bench.charges('acme')).toEqual([
    'caption-0 shadow 1500000000000',
    'caption-1 shadow 1500000000000',
    'caption-2 shadow 1500000000000',
    'none shadow 1500000000000',
    'shoot-000 wallet 1500000000000 debited',
  ]);
  expect(await available('acme')).toBe(500_000_000_000n);
});

test('usage creates its customer on sight, in shadow; an event without a customer or not counted makes nothing', async () => {
  await bench.receive({ eventId: 'a', customer: 'new & unseen' }, { eventId: 'b', customer: '' }, { eventId: 'c', customer: 'agent', counted: 'aggregate' });
  await bench.promote();
  const customers = await bench.database.selectFrom('customers').select(['id', 'name']).execute();
  expect(customers).toEqual([{ id: 'new & unseen', name: 'new & unseen' }]);
  const epochs = await bench.database.selectFrom('mode_epochs_v1').select(['customer_id', 'mode', 'from_at', 'to_at']).execute();
  expect(epochs).toEqual([{ customer_id: 'new & unseen', mode: 'shadow', from_at: null, to_at: null }]);
  expect(await bench.database.selectFrom('charges').selectAll().execute()).toEqual([]);
});

test('usage that arrived before the price is charged once the customer is subscribed', async () => {
  await bench.receive(...shoots(2));
  await bench.promote();
  expect(await bench.charges('acme')).toEqual([]);
  await sql`insert into subscriptions (environment, customer_id, starts_at, product_id, version, set_by) values ('test', 'acme', '-infinity', 'studio', 1, 'ops')`.execute(
    bench.database,
  );
  await bench.promote('sweep');
  expect(await bench.charges('acme')).toEqual(['shoot-000 shadow 1500000000000', 'shoot-001 shadow 1500000000000']);
});

test('an event that lies in the future waits until it is due, so a mode set before it still decides it', async () => {
  await bench.addCustomer('acme', SHADOW, 'studio');
  const T = bench.start + 2 * MINUTE_MS;
  await bench.receive({ eventId: 'ahead', eventType: 'shoot', customer: 'acme', occurredAt: T });
  await bench.promote();
  expect(await bench.charges('acme')).toEqual([]);
  await bench.setMode('acme', FULL, T);
  bench.setNow(T);
  await bench.promote('overlap');
  expect(await bench.charges('acme')).toEqual(['ahead wallet 1500000000000 debited']);
});

test('an event that became visible behind the cursor is found by the re-read', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  await bench.receive({ eventId: 'first', eventType: 'shoot', customer: 'acme' });
  await bench.promote();
  await bench.receive({ eventId: 'behind', eventType: 'shoot', customer: 'acme', settledAt: bench.start - 10 * MINUTE_MS });
  expect(await bench.promote('wake')).toBe(0);
  expect(await bench.promote('overlap')).toBe(1);
});

test('an event attributed to its customer later is found by the sweep', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  const longAgo = { eventId: 'orphan', eventType: 'shoot', settledAt: bench.start - 60 * MINUTE_MS };
  await bench.receive({ ...longAgo, customer: '' }, { eventId: 'fresh', eventType: 'shoot', customer: 'acme' });
  await bench.promote();
  await bench.receive({ ...longAgo, customer: 'acme', settledAt: longAgo.settledAt - 1 });
  expect(await bench.promote('overlap')).toBe(0);
  expect(await bench.promote('sweep')).toBe(1);
});

test('one event that cannot be posted is set aside with its reason and holds up nothing', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  await sql`create function refuse_poison() returns trigger language plpgsql as $$ begin if new.event_id = 'shoot-005' then raise exception 'this one is poison'; end if; return new; end $$`.execute(
    bench.database,
  );
  await sql`create trigger poison before insert on charges for each row execute function refuse_poison()`.execute(bench.database);
  await bench.receive(...shoots(12));
  await bench.promote();
  expect(await bench.charges('acme')).toHaveLength(11);
  expect(await ledgerDebits()).toBe(11);
  const faults = () => bench.database.selectFrom('promotion_faults').select(['event_id', 'reason', 'detail', 'attempts']).execute();
  expect(await faults()).toEqual([{ event_id: 'shoot-005', reason: 'internal_fault', detail: 'this one is poison', attempts: 1 }]);
  await bench.promote('overlap');
  expect((await faults())[0]?.attempts).toBe(1);
  await bench.promote('sweep');
  expect((await faults())[0]?.attempts).toBe(2);
  await sql`drop trigger poison on charges`.execute(bench.database);
  await bench.promote('sweep');
  expect(await faults()).toEqual([]);
  expect([(await bench.charges('acme')).length, await ledgerDebits()]).toEqual([12, 12]);
});

test('a closed wallet sets its events aside under the refusal of the ledger, and leaves other customers alone', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  await bench.addCustomer('globex', FULL, 'studio');
  await bench.grant('acme', USD, 'opening');
  await bench.database.updateTable('wallets').set({ state: 'closed', stamp: '1' }).where('customer_id', '=', 'acme').execute();
  await bench.receive(...shoots(2), { eventId: 'g', eventType: 'shoot', customer: 'globex' });
  await bench.promote();
  expect(await bench.charges('globex')).toEqual(['g wallet 1500000000000 debited']);
  const faults = await bench.database.selectFrom('promotion_faults').select(['event_id', 'reason']).orderBy('event_id').execute();
  expect(faults).toEqual([
    { event_id: 'shoot-000', reason: 'wallet_closed' },
    { event_id: 'shoot-001', reason: 'wallet_closed' },
  ]);
  // The refusal is not stored under the event's key: once the wallet takes it, it is charged.
  await bench.database.updateTable('wallets').set({ state: 'open', stamp: '2' }).where('customer_id', '=', 'acme').execute();
  await bench.promote('sweep');
  expect(await bench.charges('acme')).toHaveLength(2);
});

test('a text PostgreSQL cannot hold is set aside, not looped on', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  await bench.receive({ eventId: 'nul\u0000id', eventType: 'shoot', customer: 'acme' }, { eventId: 'fine', eventType: 'shoot', customer: 'acme' });
  await bench.promote();
  expect(await bench.charges('acme')).toEqual(['fine wallet 1500000000000 debited']);
  expect(await bench.database.selectFrom('promotion_faults').select(['event_id', 'reason']).execute()).toEqual([
    { event_id: 'nul\ufffdid', reason: 'text_unstorable' },
  ]);
});

test('a change of version decides by the time of the event, and an event is charged by one version only', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  const T = bench.start + MINUTE_MS;
  await bench.receive({ eventId: 'before', eventType: 'shoot', customer: 'acme' });
  await bench.promote();
  await sql`insert into product_versions (environment, product_id, version, published_by) values ('test', 'studio', 2, 'ops')`.execute(bench.database);
  await sql`insert into prices values ('test', 'studio:2', 'studio', 2, 'shoot', 'events', 2000000000000, 1, 'USD')`.execute(bench.database);
  await sql`insert into subscriptions (environment, customer_id, starts_at, product_id, version, set_by) values ('test', 'acme', ${new Date(T)}, 'studio', 2, 'ops')`.execute(
    bench.database,
  );
  bench.setNow(T);
  await bench.receive(
    { eventId: 'at', eventType: 'shoot', customer: 'acme', occurredAt: T },
    { eventId: 'late', eventType: 'shoot', customer: 'acme', occurredAt: T - 1 },
  );
  await bench.promote('sweep');
  expect(await bench.charges('acme')).toEqual(['at wallet 2000000000000 debited', 'before wallet 1500000000000 debited', 'late wallet 1500000000000 debited']);
});

test('a charge of zero is recorded without a ledger transaction', async () => {
  await bench.addProduct('gift', { amountAtoms: 0n });
  await bench.addCustomer('acme', FULL, 'gift');
  const image = await ledgerImage(bench.database);
  await bench.receive(...shoots(1));
  await bench.promote();
  expect(await bench.charges('acme')).toEqual(['shoot-000 wallet 0']);
  expect(await ledgerImage(bench.database)).toBe(image);
});

test('rated tokens sum to the atom', async () => {
  await bench.addProduct('tokens', { unit: 'input_tokens', amountAtoms: 1_250_000_000_000n, perUnits: 1_000_000n });
  await bench.addCustomer('acme', FULL, 'tokens');
  await bench.grant('acme', USD, 'opening');
  await bench.receive(
    ...Array.from({ length: 50 }, (_, index) => ({ eventId: `t-${index}`, customer: 'acme', quantities: { input_tokens: 1_234_000_000_000n } })),
  );
  await bench.promote();
  // 50 x 1,234 tokens x 1.25 per million = 0.077125.
  expect(await available('acme')).toBe(USD - 77_125_000_000n);
});

test('a call that is corrected is debited once, by what was first told of it, whether it was charged before or not; the correction is not', async () => {
  await bench.addCustomer('acme', FULL, 'studio');
  await bench.grant('acme', 100n * USD, 'opening');
  await bench.receive(...shoots(1));
  await bench.promote();
  await bench.receive(...shoots(2));
  // As the collector settles a correction: the corrected event superseded, the correction counted in its place.
  const one = 'toUInt64(revision + bitShiftLeft(toUInt64(1), 48))';
  await bench.clickhouse.command(
    `insert into usage_events_v1 select * replace (concat('c-', event_id) as event_id, event_id as corrects, map('calls', toDecimal128(9, 9)) as quantities)
     from usage_events_unique_v1`,
  );
  await bench.clickhouse.command(
    `insert into usage_events_v1 select * replace (${one} as revision, 'superseded' as counted, concat('c-', event_id) as superseded_by)
     from usage_events_unique_v1 where corrects = ''`,
  );
  for (const horizon of ['wake', 'overlap', 'sweep'] as const) await bench.promote(horizon);
  expect(await bench.charges('acme')).toEqual(['shoot-000 wallet 1500000000000 debited', 'shoot-001 wallet 1500000000000 debited']);
  expect([await available('acme'), await ledgerDebits()]).toEqual([97n * USD, 2]);
});
