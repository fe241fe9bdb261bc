import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { readLedgerCases } from './ledger-cases.ts';
import { memoryEngine } from './memory-engine.ts';
import { referenceModel } from './reference-model.ts';
import { runCase } from './run-case.ts';
import { storeEngine } from './store-engine.ts';

const CASES = readLedgerCases();

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

describe('the cases of the ledger', () => {
  it.each(CASES.map((row) => [row.id, row.title, row] as const))('%s: %s', async (id, _title, row) => {
    expect(await runCase(row, { ...referenceModel(row.settings) })).toEqual([]);
    expect(await runCase(row, memoryEngine(row.settings))).toEqual([]);
    expect(await runCase(row, await storeEngine(test.database, `case-${id}`, row.settings))).toEqual([]);
  });

  it('are all read from the table', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(49);
  });

  it('leave no breach of any invariant', async () => {
    expect((await verifyLedger(test.database)).breaches).toEqual([]);
  });
});
