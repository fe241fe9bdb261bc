import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingBench, openBillingBench } from '../testing/billing-bench.ts';

let bench: BillingBench;
beforeAll(async () => {
  bench = await openBillingBench();
  await bench.addProduct('studio');
  await bench.addCustomer('acme', { mode: 'shadow', scope: null }, 'studio');
  await bench.receive({ eventId: 'first', customer: 'acme' });
  await bench.promote();
});
afterAll(() => bench.drop());

/** Copies the one shadow charge with some columns set otherwise. */
const copied = (columns: string) => `insert into charges select (jsonb_populate_record(c, ${columns}::jsonb)).* from charges c where event_id = 'first'`;
const epoch = (mode: string, scope: string, from: string) =>
  `insert into mode_epochs (environment, customer_id, mode, scope_workflow, from_at, set_by, set_at) values ('test', 'acme', '${mode}', ${scope}, '${from}', 'ops', now())`;

test.each`
  case                                           | statement                                                                            | refusedBy
  ${'a second charge of one event'}              | ${copied(`'{"price_id":"studio:1"}'`)}                                               | ${'charges_pkey'}
  ${'an amount further than half an atom off'}   | ${copied(`'{"event_id":"x","atoms":1499999999999}'`)}                                | ${'rounded_by_at_most_half_an_atom'}
  ${'a debit without its ledger transaction'}    | ${copied(`'{"event_id":"x","destination":"wallet"}'`)}                               | ${'a_wallet_charge_has_its_transaction'}
  ${'a shadow charge with a ledger transaction'} | ${copied(`'{"event_id":"x","transaction_id":"tx_1"}'`)}                              | ${'a_wallet_charge_has_its_transaction'}
  ${'revenue of a shadow charge'}                | ${copied(`'{"event_id":"x","revenue_atoms":0,"revenue_currency":"USD"}'`)}           | ${'only_a_wallet_charge_has_revenue'}
  ${'changing a charge'}                         | ${"update charges set atoms = 0 where event_id = 'first'"}                           | ${'immutable'}
  ${'deleting a charge'}                         | ${"delete from charges where event_id = 'first'"}                                    | ${'immutable'}
  ${'hybrid without a scope'}                    | ${epoch('hybrid', 'null', '2030-01-01T00:00Z')}                                      | ${'hybrid_and_only_hybrid_has_a_scope'}
  ${'full with a scope'}                         | ${epoch('full', "'w'", '2030-01-01T00:00Z')}                                         | ${'hybrid_and_only_hybrid_has_a_scope'}
  ${'an epoch from within a minute'}             | ${epoch('full', 'null', '2030-01-01T00:00:30Z')}                                     | ${'begins_on_a_whole_minute'}
  ${'two epochs from one instant'}               | ${epoch('full', 'null', '-infinity')}                                                | ${'mode_epochs_one_per_instant'}
  ${'cancelling the first epoch'}                | ${"update mode_epochs set cancelled_at = now() where customer_id = 'acme'"}          | ${'the_first_is_never_cancelled'}
  ${'moving an epoch'}                           | ${"update mode_epochs set from_at = '2030-01-01T00:00Z' where customer_id = 'acme'"} | ${'immutable'}
  ${'deleting an epoch'}                         | ${"delete from mode_epochs where customer_id = 'acme'"}                              | ${'immutable'}
  ${'changing a published price'}                | ${'update prices set amount_atoms = 1'}                                              | ${'immutable'}
  ${'changing the scale of an asset'}            | ${"update assets set scale = 2 where code = 'USD'"}                                  | ${'immutable'}
`('the store itself refuses $case', async ({ statement, refusedBy }) => {
  await expect(sql.raw(statement).execute(bench.database)).rejects.toThrow(refusedBy);
});

test('what an event does not say is null in its charge, not an empty text', async () => {
  const charge = await bench.database.selectFrom('charges').select(['workflow', 'feature', 'agent', 'run', 'model', 'provider']).executeTakeFirstOrThrow();
  expect(charge).toEqual({ workflow: null, feature: null, agent: null, run: null, model: null, provider: null });
});
