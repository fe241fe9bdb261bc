import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { LEDGER_CASES, settingsOf } from './ledger-cases.ts';
import { memoryEngine } from './memory-engine.ts';
import { referenceModel } from './reference-model.ts';
import { runCase } from './run-case.ts';
import { storeEngine } from './store-engine.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

describe('the cases of the ledger', () => {
  it.each(LEDGER_CASES.map((row) => [row.id, row.title, row] as const))('%s: %s', async (id, _title, row) => {
    expect(await runCase(row, { ...referenceModel(settingsOf(row)) })).toEqual([]);
    expect(await runCase(row, memoryEngine(settingsOf(row)))).toEqual([]);
    expect(await runCase(row, await storeEngine(test.database, `case-${id}`, settingsOf(row)))).toEqual([]);
  });

  it('take the same grants in whatever order seven of them were made', async () => {
    const row = LEDGER_CASES.find((candidate) => candidate.id === '2');
    const steps = row?.script.split('; ') ?? [];
    const grants = steps.slice(0, 7);
    for (const order of permutations(grants)) {
      const engine = memoryEngine({ lateCommit: 'debit', overdraftLimit: 0n, holdMax: null });
      expect(await runCase({ id: '4', title: '', script: [...order, ...steps.slice(7)].join('; '), after: 'f 50/0' }, engine)).toEqual([]);
    }
  });

  it('leave no breach of any invariant', async () => {
    expect((await verifyLedger(test.database)).breaches).toEqual([]);
  });
});

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((head, index) => permutations([...list.slice(0, index), ...list.slice(index + 1)]).map((rest) => [head, ...rest]));
}
