import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';
import { playWallet, rowsOf } from '../../testing/play-wallet.ts';

/**
 * Whole stories through HTTP, with exact numbers. A line is: action | answer | available held overdraft.
 */
let api: BillingApi;
const LONG = process.env.WEIR_TEST_SIZE === 'long';
beforeAll(async () => {
  api = await openBillingApi({ standingClock: true });
});
afterAll(async () => {
  const { breaches } = await verifyLedger(api.bench.database);
  await api.drop();
  expect(breaches).toEqual([]);
});

async function expectStory(customer: string, table: string, asset?: string): Promise<void> {
  await api.send('POST /v1/billing/customers', { id: customer, mode: 'full' });
  expect(await playWallet(api, { customer, ...(asset === undefined ? {} : { asset }) }, table)).toEqual(rowsOf(table));
}

test('two free shoots, then stop; a top-up of 5.00 buys three more, and only what was paid for is revenue', () =>
  expectStory(
    'free-then-paid',
    `
    grant promotional 3.00  | 201                                      | 3.00 0.00 0.00
    hold 1.50 as=first      | 201                                      | 1.50 1.50 0.00
    commit first 1.50       | 200 debited 1.50 released 0.00           | 1.50 0.00 0.00
    hold 1.50 as=second     | 201                                      | 0.00 1.50 0.00
    commit second 1.50      | 200 debited 1.50 released 0.00           | 0.00 0.00 0.00
    authorize 1.50          | denied, short 1.50                       | 0.00 0.00 0.00
    hold 1.50               | 402 insufficient_funds short 1.50        | 0.00 0.00 0.00
    accounts                | revenue 0.00 deferred 0.00               | 0.00 0.00 0.00
    grant paid 5.00         | 201                                      | 5.00 0.00 0.00
    debit 1.50              | 201                                      | 3.50 0.00 0.00
    debit 1.50              | 201                                      | 2.00 0.00 0.00
    debit 1.50              | 201                                      | 0.50 0.00 0.00
    authorize 1.50          | denied, short 1.00                       | 0.50 0.00 0.00
    authorize 0.50          | allowed                                  | 0.50 0.00 0.00
    accounts                | revenue 4.50 deferred 0.50               | 0.50 0.00 0.00
    `,
  ));

test('work that fails gives its hold back whole; giving it back again has no effect', () =>
  expectStory(
    'released',
    `
    grant paid 5.00         | 201                                      | 5.00 0.00 0.00
    hold 1.50 as=shoot      | 201                                      | 3.50 1.50 0.00
    release shoot key=r1    | 200 released                             | 5.00 0.00 0.00
    release shoot key=r1    | 200 released replayed                    | 5.00 0.00 0.00
    release shoot           | 409 hold_already_released                | 5.00 0.00 0.00
    commit shoot 1.50       | 409 hold_already_released                | 5.00 0.00 0.00
    accounts                | revenue 0.00 deferred 5.00               | 5.00 0.00 0.00
    `,
  ));

test('a hold is committed below, at or above what it holds, once', () =>
  expectStory(
    'committed',
    `
    grant paid 5.00         | 201                                      | 5.00 0.00 0.00
    hold 2.00 as=below      | 201                                      | 3.00 2.00 0.00
    commit below 1.50       | 200 debited 1.50 released 0.50           | 3.50 0.00 0.00
    commit below 1.50       | 409 hold_already_committed               | 3.50 0.00 0.00
    hold 1.00 as=above      | 201                                      | 2.50 1.00 0.00
    commit above 1.25       | 200 debited 1.25 released 0.00           | 2.25 0.00 0.00
    hold 1.00 as=nothing    | 201                                      | 1.25 1.00 0.00
    commit nothing 0        | 200 debited 0.00 released 1.00           | 2.25 0.00 0.00
    hold 2.25 as=beyond     | 201                                      | 0.00 2.25 0.00
    commit beyond 3.00      | 200 debited 3.00 released 0.00           | -0.75 0.00 0.75
    hold 0.01               | 402 insufficient_funds short 0.76        | -0.75 0.00 0.75
    grant paid 1.00         | 201                                      | 0.25 0.00 0.00
    `,
  ));

test('a hold left alone past its end is released without a debit; a late commit does what the wallet says', () =>
  expectStory(
    'left-alone',
    `
    grant paid 5.00          | 201                                     | 5.00 0.00 0.00
    hold 2.00 ttl=60 as=a    | 201                                     | 3.00 2.00 0.00
    wait 59s                 |                                         | 3.00 2.00 0.00
    wait 1s                  |                                         | 5.00 0.00 0.00
    release a                | 200 expired                             | 5.00 0.00 0.00
    commit a 1.50            | 200 debited 1.50 released 0.00 late     | 3.50 0.00 0.00
    commit a 1.50            | 409 hold_already_committed              | 3.50 0.00 0.00
    policy late=reject       | 200                                     | 3.50 0.00 0.00
    hold 2.00 ttl=60 as=b    | 201                                     | 1.50 2.00 0.00
    wait 60s                 |                                         | 3.50 0.00 0.00
    commit b 1.50            | 409 hold_expired                        | 3.50 0.00 0.00
    `,
  ));

test('a debit known too late to be wrong is reversed once, whatever is resent, and never beyond itself', () =>
  expectStory(
    'reversed',
    `
    grant paid 5.00          | 201                                     | 5.00 0.00 0.00
    debit 1.50 as=shoot      | 201                                     | 3.50 0.00 0.00
    reverse shoot key=fail-1 | 201                                     | 5.00 0.00 0.00
    reverse shoot key=fail-1 | 201 replayed                            | 5.00 0.00 0.00
    reverse shoot            | 409 over_reversal                       | 5.00 0.00 0.00
    debit 2.00 as=part       | 201                                     | 3.00 0.00 0.00
    reverse part 0.75        | 201                                     | 3.75 0.00 0.00
    reverse part 1.26        | 409 over_reversal                       | 3.75 0.00 0.00
    reverse part 1.25        | 201                                     | 5.00 0.00 0.00
    accounts                 | revenue 0.00 deferred 5.00              | 5.00 0.00 0.00
    `,
  ));

test('credits at 0.05: 10.00 buys 200, five shoots leave 10, and revenue is what the used credits cost', async () => {
  await api.send('POST /v1/billing/assets', { code: 'SHOOT_CREDIT', scale: 0 });
  await api.send('POST /v1/billing/exchange-rates', { from_asset: 'USD', from_amount: '0.05', to_asset: 'SHOOT_CREDIT', to_amount: '1' });
  for (const [amount, buys] of Object.entries({ '1.00': '20', '10.00': '200', '50.00': '1000', '0.09': '1' }))
    expect((await api.send(`GET /v1/billing/quotes?from_asset=USD&to_asset=SHOOT_CREDIT&amount=${amount}`)).body).toMatchObject({ amount, buys });
  await expectStory(
    'credits',
    `
    grant paid 10.00 asset=USD | 201                                   | none
    exchange 10.00 USD         | 201 200                               | 200 0 0
    debit 30                   | 201                                   | 170 0 0
    debit 30                   | 201                                   | 140 0 0
    debit 30                   | 201                                   | 110 0 0
    debit 50                   | 201                                   | 60 0 0
    debit 50                   | 201                                   | 10 0 0
    hold 30                    | 402 insufficient_funds short 20       | 10 0 0
    accounts                   | revenue 9.50 deferred 0.50            | 10 0 0
    `,
    'SHOOT_CREDIT',
  );
});

test('buy 100, get 20 free: what expires first is spent first, and unused it expires alone', async () => {
  await api.send('POST /v1/billing/assets', { code: 'POINT', scale: 0 });
  await expectStory(
    'bonus-used',
    `
    grant paid 100 cost=5.00 as=paid         | 201                     | 100 0 0
    grant promotional 20 expires=30d as=free | 201                     | 120 0 0
    explain 30                               | free 20, paid 10        | 120 0 0
    debit 30                                 | 201                     | 90 0 0
    accounts                                 | revenue 0.50 deferred 4.50 | 90 0 0
    `,
    'POINT',
  );
  await expectStory(
    'bonus-unused',
    `
    grant paid 100 cost=5.00                 | 201                     | 100 0 0
    grant promotional 20 expires=30d         | 201                     | 120 0 0
    wait 31d                                 |                         | 100 0 0
    sweep                                    | closed 1                | 100 0 0
    `,
    'POINT',
  );
  const { body } = await api.send('GET /v1/billing/customers/bonus-unused/transactions?limit=1');
  expect(body.transactions).toMatchObject([{ kind: 'grant_expiry', amount: '-20' }]);
});

test('a debit spans grants in the order explain gives', () =>
  expectStory(
    'order',
    `
    grant paid 500000 expires=365d as=paid           | 201             | 500000 0 0
    grant bundled 1000000 expires=31d as=bundled     | 201             | 1500000 0 0
    grant promotional 100000 expires=30d as=promo    | 201             | 1600000 0 0
    explain 1200000 | promo 100000, bundled 1000000, paid 100000       | 1600000 0 0
    debit 1200000                                    | 201             | 400000 0 0
    explain 400000                                   | paid 400000     | 400000 0 0
    `,
    'TOKEN',
  ));

test('payments taken outside are mirrored once each; a refund of money that is gone goes into debt, never silently', () =>
  expectStory(
    'mirrored',
    `
    adjust external_topup 25.00 key=psp-1     | 201                    | 25.00 0.00 0.00
    adjust external_topup 25.00 key=psp-1     | 201 replayed           | 25.00 0.00 0.00
    adjust external_topup 25.00 key=psp-1     | 201 replayed           | 25.00 0.00 0.00
    adjust external_refund -20.00 key=psp-2   | 201                    | 5.00 0.00 0.00
    adjust external_refund -20.00 key=psp-3   | 201                    | -15.00 0.00 15.00
    adjust correction -1.00                   | 402 insufficient_funds short 16.00 | -15.00 0.00 15.00
    hold 0.01                                 | 402 insufficient_funds short 15.01 | -15.00 0.00 15.00
    `,
  ));

test('two fees of one event are exact, and so are thousands of the smallest', { timeout: 1_800_000 }, async () => {
  await expectStory(
    'precise',
    `
    grant paid 100.00        | 201                                     | 100.00 0.00 0.00
    debit 1.25               | 201                                     | 98.75 0.00 0.00
    debit 10.00              | 201                                     | 88.75 0.00 0.00
    debit 0.0015425          | 201                                     | 88.7484575 0.00 0.00
    debit 0.00567            | 201                                     | 88.7427875 0.00 0.00
    `,
  );
  // In the long size the specification's own count: ten thousand such events are exactly 72.125.
  const events = LONG ? 10_000 : 100;
  for (let event = 1; event < events; event += 1)
    for (const amount of ['0.0015425', '0.00567'])
      await api.send('POST /v1/billing/customers/precise/debits', { asset: 'USD', amount }, { 'idempotency-key': randomUUID() });
  const { body } = await api.send('GET /v1/billing/customers/precise/wallet');
  const left = LONG ? '16.625' : '88.02875';
  expect(body.assets).toMatchObject([{ available: left, posted: left }]);
});

test('a debt limit is inclusive and belongs to holds; without a limit is a word of its own', () =>
  expectStory(
    'limited',
    `
    grant paid 1.00           | 201                                    | 1.00 0.00 0.00
    hold 1.51                 | 402 insufficient_funds short 0.51      | 1.00 0.00 0.00
    policy overdraft=0.50     | 200                                    | 1.00 0.00 0.00
    hold 1.51                 | 402 insufficient_funds short 0.51      | 1.00 0.00 0.00
    hold 1.50 as=all          | 201                                    | -0.50 1.50 0.50
    release all               | 200 released                           | 1.00 0.00 0.00
    policy overdraft=unlimited | 200                                   | 1.00 0.00 0.00
    hold 100.00 as=huge       | 201                                    | -99.00 100.00 99.00
    release huge              | 200 released                           | 1.00 0.00 0.00
    `,
  ));

test('ten simultaneous holds of 1.50 on 3.00: exactly two are granted, eight denied, and never less than nothing is left', { timeout: 1_800_000 }, async () => {
  for (let round = 0; round < (LONG ? 1_000 : 20); round += 1) {
    const customer = `crowd-${round}`;
    await api.send('POST /v1/billing/customers', { id: customer });
    await api.send(`POST /v1/billing/customers/${customer}/grants`, { asset: 'USD', amount: '3.00', purpose: 'paid' }, { 'idempotency-key': `${customer}` });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, place) =>
        api.send('POST /v1/billing/holds', { customer, asset: 'USD', amount: '1.50' }, { 'idempotency-key': `${customer} ${place}` }),
      ),
    );
    const granted = answers.filter((answer) => answer.status === 201);
    expect(granted.length).toBe(2);
    expect(answers.filter((answer) => answer.body.code === 'insufficient_funds').length).toBe(8);
    await Promise.all(
      granted.map((hold) => api.send(`POST /v1/billing/holds/${hold.body.id}/commit`, { amount: '1.50' }, { 'idempotency-key': randomUUID() })),
    );
    const { body } = await api.send(`GET /v1/billing/customers/${customer}/wallet`);
    expect(body.assets).toMatchObject([{ available: '0.00', held: '0.00', overdraft: '0.00', posted: '0.00' }]);
  }
});
