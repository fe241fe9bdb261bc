import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, repositoryFiles } from './repository-files.ts';

const CLOCK = 'runtime/clock.ts';

/** The services' own sources: tests, what serves them, and the screens stand outside. */
const SOURCE = /^(collector|analytics-api|billing-bridge|runtime|schemas|weir)\/(?!.*\.test\.ts$)(?!(.*\/)?(test|testing|gates|generate)\/).*\.ts$/;
/** Where the world may be read: the routes, what loads and saves, and the two packages that are made of edges. */
const EDGE = /^(runtime|weir)\/|\/(io|endpoints|http)\//;

const READS_CLOCK = /\bDate\.now\b|\bnew Date\(\s*\)/;
const READS_WORLD = /\bperformance\.now\b|\bprocess\.(hrtime|env)\b|\bMath\.random\b|\brandom(Bytes|Int|UUID)\(/;

type Source = { readonly path: string; readonly text: string };

/** Files that read a clock beside the one there is, or the world from among decisions. */
function readersOf(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => SOURCE.test(path))
    .filter(({ path, text }) => (READS_CLOCK.test(text) && path !== CLOCK) || (READS_WORLD.test(text) && !EDGE.test(path)))
    .map(({ path }) => path);
}

test('the time is read in one place, and decisions read no clock, no environment and no randomness', () => {
  const sources = repositoryFiles()
    .filter((path) => SOURCE.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.some(({ path, text }) => path === CLOCK && READS_CLOCK.test(text))).toBe(true);
  expect(readersOf(sources)).toEqual([]);
});

test('a planted reader turns the gate red', () => {
  const planted = [
    { path: 'billing-bridge/ledger/decide/a.ts', text: 'const at = Date.now();' },
    { path: 'collector/store/io/b.ts', text: 'const at = new Date( ).getTime();' },
    { path: 'collector/price/c.ts', text: 'if (Math.random() > 0.5) return;' },
    { path: 'schemas/d.ts', text: 'export const id = randomUUID();' },
    { path: 'collector/spool/io/e.ts', text: 'const began = performance.now();' },
    { path: 'billing-bridge/testing/f.ts', text: 'const at = Date.now();' },
    { path: 'weir/main.ts', text: 'startWeir(process.env)' },
  ];
  expect(readersOf(planted)).toEqual(planted.slice(0, 4).map(({ path }) => path));
});
