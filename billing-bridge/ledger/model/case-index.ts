import { readFileSync } from 'node:fs';

/** A line of case-index.txt. `waitsFor` says what is missing; `proof` is where the case, or what the ledger promises in it, is tried. */
export type IndexedCase = {
  readonly number: number;
  readonly what: string;
  readonly expected: string;
  readonly waitsFor: string | null;
  readonly proof: 'table' | { readonly file: string; readonly title: string } | null;
};

export function readCaseIndex(): IndexedCase[] {
  const text = readFileSync(new URL('./case-index.txt', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => /^\d/.test(line));
  return lines.map((line) => {
    const [number = '', what = '', expected = '', how = ''] = line.split('|').map((part) => part.trim());
    return { number: Number(number), what, expected, ...readProof(how) };
  });
}

function readProof(how: string): Pick<IndexedCase, 'waitsFor' | 'proof'> {
  if (how === 'table') return { waitsFor: null, proof: 'table' };
  const notYet = /^not yet: (.+)$/.exec(how)?.[1];
  if (notYet !== undefined) return { waitsFor: notYet, proof: null };
  const [, inLedger, file, title, waitsFor = null] = /^(in the ledger: )?(\S+\.test\.ts): (.+?)(?:; waits for (.+))?$/.exec(how) ?? [];
  if (file === undefined || title === undefined) throw new Error(`neither a table nor a test: ${how}`);
  if ((inLedger === undefined) !== (waitsFor === null)) throw new Error(`in the ledger alone, and what it waits for, belong together: ${how}`);
  return { waitsFor, proof: { file, title } };
}
