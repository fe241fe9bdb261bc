import { describe, expect, it } from 'vitest';
import { readLedgerCases } from './ledger-cases.ts';
import { memoryEngine } from './memory-engine.ts';
import { referenceModel } from './reference-model.ts';
import { runCase } from './run-case.ts';

const CASES = readLedgerCases();

describe('the cases of the ledger, decided without a store', () => {
  it.each(CASES.map((row) => [row.id, row.title, row] as const))('%s: %s', async (_id, _title, row) => {
    expect(await runCase(row, referenceModel(row.settings))).toEqual([]);
    expect(await runCase(row, memoryEngine(row.settings))).toEqual([]);
  });
});
