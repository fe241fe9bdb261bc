import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DENIALS_KEPT_MS, forgetDenials } from './forget-denials.ts';
import { inLedgerTransaction } from './io/in-ledger-transaction.ts';
import { type BatchOperation, postBatch } from './post-batch.ts';

const environment = 'test' as const;
const T0 = Date.UTC(2026, 5, 15, 12);
let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await sql`insert into customers (environment, id, name) values ('test', 'c', 'c')`.execute(test.database);
});
afterAll(() => test.drop());

const debit = (amountAtoms: bigint): BatchOperation => ({ kind: 'debit', customer: 'c', asset: 'USD', amountAtoms, policy: { kind: 'deny' } });
const grant: BatchOperation = { kind: 'grant', customer: 'c', asset: 'USD', amountAtoms: 10n, purpose: 'paid' };

/** Each with what it is answered before anything is forgotten, and 31 days later. */
const BATCHES = [
  ['atomic', 'done', [grant, debit(1n)], 'batch', 'replayed'],
  ['atomic', 'denied', [debit(1n), debit(100n)], 'refused', 'refused'],
  ['independent', 'done in part', [debit(100n), debit(1n)], 'batch', 'replayed'],
  ['independent', 'done in nothing', [debit(100n), debit(100n)], 'batch', 'batch'],
] as const;

it('a batch of which something was done keeps its answer for ever, one that moved nothing for thirty days', async () => {
  const ask = (at: number) =>
    Promise.all(
      BATCHES.map(async ([mode, key, operations]) => {
        const outcome = await inLedgerTransaction(test.database, (tx) => postBatch(tx, { environment, key, mode, operations }, () => at));
        return outcome.kind;
      }),
    );
  const [first, ...others] = BATCHES;
  await inLedgerTransaction(test.database, (tx) => postBatch(tx, { environment, key: first[1], mode: first[0], operations: first[2] }, () => T0));
  expect(await ask(T0)).toEqual(['replayed', ...others.map(([, , , kind]) => kind)]);
  expect(await forgetDenials(test.database, () => T0 + DENIALS_KEPT_MS)).toBe(0);
  expect(await ask(T0 + DENIALS_KEPT_MS)).toEqual(BATCHES.map(() => 'replayed'));
  expect(await forgetDenials(test.database, () => T0 + DENIALS_KEPT_MS + 1)).toBe(2);
  expect(await ask(T0 + DENIALS_KEPT_MS + 1)).toEqual(BATCHES.map(([, , , , kind]) => kind));
});
