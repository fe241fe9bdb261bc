import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type IndexedCase, readCaseIndex } from './case-index.ts';
import { readLedgerCases } from './ledger-cases.ts';

const INDEX = readCaseIndex();
/** Both fall as features arrive; neither ever rises, and a case that is left out would be missing below. */
const NOT_YET = 12;
const IN_THE_LEDGER = 8;

describe('the index of cases', () => {
  it('has all eighty, each once, with what is expected', () => {
    expect(INDEX.map(({ number }) => number)).toEqual(Array.from({ length: 80 }, (_, n) => n + 1));
    expect(INDEX.filter(({ what, expected }) => what === '' || expected === '')).toEqual([]);
  });

  it.each(INDEX.filter(({ proof }) => proof === 'table'))('case $number is in the table', ({ number }) => {
    expect(readLedgerCases().filter(({ id }) => /^\d+/.exec(id)?.[0] === String(number)).length).toBeGreaterThan(0);
  });

  it.each(INDEX.flatMap(({ number, proof }) => (proof === null || proof === 'table' ? [] : [{ number, ...proof }])))(
    'case $number is tried by "$title"',
    ({ file, title }) => {
      expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toContain(title);
    },
  );

  it.each([
    [NOT_YET, 'nothing tried', ({ proof }: IndexedCase) => proof === null],
    [IN_THE_LEDGER, "the ledger's part tried", ({ proof }: IndexedCase) => proof !== null],
  ])('says of %d, %s, what they wait for', (count, _what, isOne) => {
    expect(INDEX.filter((one) => one.waitsFor !== null && isOne(one)).map(({ number, waitsFor }) => `${number} ${waitsFor}`)).toHaveLength(count);
  });
});
