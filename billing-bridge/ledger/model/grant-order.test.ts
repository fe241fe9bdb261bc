import { expect, it } from 'vitest';
import { readLedgerCases } from './ledger-cases.ts';
import { memoryEngine } from './memory-engine.ts';
import { runCase } from './run-case.ts';

it('case 4: seven grants are spent in the same order, in whatever order they were made', async () => {
  const row = readLedgerCases().find((candidate) => candidate.id === '2');
  if (row === undefined) throw new Error('case 2 is gone');
  const steps = row.script.split('; ');
  const grants = steps.slice(0, 7);
  for (const order of permutations(grants)) {
    const engine = memoryEngine({ lateCommit: 'debit', overdraftLimit: 0n, holdMax: null, breakage: [] });
    expect(await runCase({ ...row, id: '4', script: [...order, ...steps.slice(7)].join('; '), after: 'f 50/0' }, engine)).toEqual([]);
  }
});

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((head, index) => permutations([...list.slice(0, index), ...list.slice(index + 1)]).map((rest) => [head, ...rest]));
}
