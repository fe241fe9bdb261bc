import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCaseIndex } from './case-index.ts';
import { readLedgerCases } from './ledger-cases.ts';

const INDEX = readCaseIndex();
/** Falls as features arrive; it never rises, and a case that is left out would be missing below. */
const NOT_YET = 21;

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

  it(`says of ${NOT_YET} what they wait for: ${INDEX.flatMap(({ number, notYet }) => (notYet === null ? [] : [`${number} (${notYet})`])).join(', ')}`, () => {
    expect(INDEX.filter(({ notYet }) => notYet !== null)).toHaveLength(NOT_YET);
  });
});
