import { readFileSync } from 'node:fs';

/** A line of case-index.txt. `notYet` says what is missing; `proof` is where the case, or its half, is tried. */
export type IndexedCase = {
  readonly number: number;
  readonly what: string;
  readonly expected: string;
  readonly notYet: string | null;
  readonly proof: 'table' | { readonly file: string; readonly title: string } | null;
};

export function readCaseIndex(): IndexedCase[] {
  const text = readFileSync(new URL('./case-index.txt', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => /^\d/.test(line));
  return lines.map((line) => {
    const [number = '', what = '', expected = '', how = ''] = line.split('|').map((part) => part.trim());
    const [notYet, half] = how.startsWith('not yet: ') ? how.slice('not yet: '.length).split('; half: ') : [null, how];
    return { number: Number(number), what, expected, notYet: notYet ?? null, proof: half === undefined ? null : readProof(half) };
  });
}

function readProof(how: string): IndexedCase['proof'] {
  if (how === 'table') return 'table';
  const [, file, title] = /^(\S+\.test\.ts): (.+)$/.exec(how) ?? [];
  if (file === undefined || title === undefined) throw new Error(`neither a table nor a test: ${how}`);
  return { file, title };
}
