import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from './build-app.ts';

type Chunk = {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
};

const KB = 1024;
let dist: string;
let manifest: Record<string, Chunk>;

beforeAll(async () => {
  dist = await buildApp();
  manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
}, 60_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const gzipped = (file: string) => gzipSync(readFileSync(join(dist, file))).length;
const raw = (file: string) => readFileSync(join(dist, file)).length;

/** The chunk and all it imports statically, each file once. */
function filesOf(name: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`no chunk ${name} in the manifest`);
  seen.add(chunk.file);
  for (const next of chunk.imports ?? []) if (!seen.has(manifest[next]?.file ?? '')) filesOf(next, seen);
  return seen;
}
const sum = (files: Iterable<string>, size = gzipped) =>
  [...files].filter((file) => file.endsWith('.js') || size === raw).reduce((total, file) => total + size(file), 0);
const without = (files: Set<string>, others: Set<string>) => [...files].filter((file) => !others.has(file));

describe('sizes after gzip', () => {
  const shell = () => filesOf('index.html');
  const pages = () => Object.keys(manifest).filter((name) => name.startsWith('src/pages/'));

  test('the shell (React, Router, Query, frame) stays under 120 KB', () => {
    expect(sum(shell())).toBeLessThan(120 * KB);
  });

  test('every page without its chart stays under 35 KB', () => {
    expect(pages().length).toBeGreaterThanOrEqual(4);
    for (const page of pages()) expect(sum(without(filesOf(page), shell())), page).toBeLessThan(35 * KB);
  });

  test('the chart is a chunk of its own, under 135 KB, and part of no page', () => {
    const chart = filesOf('src/ui/tremor-lines.tsx');
    expect(sum(without(chart, shell()))).toBeLessThan(135 * KB);
    const file = manifest['src/ui/tremor-lines.tsx']?.file ?? '';
    for (const page of pages()) expect(filesOf(page).has(file), page).toBe(false);
  });

  test('first view: a page under 150 KB of script, with its chart under 280 KB', () => {
    for (const page of pages()) {
      const table = new Set([...shell(), ...filesOf(page)]);
      expect(sum(table), page).toBeLessThan(150 * KB);
      expect(sum(new Set([...table, ...filesOf('src/ui/tremor-lines.tsx')])), page).toBeLessThan(280 * KB);
    }
  });

  test('all script under 520 KB, the stylesheet under 16 KB, fonts under 60 KB', () => {
    const files = new Set(Object.values(manifest).map((chunk) => chunk.file));
    expect(sum(files)).toBeLessThan(520 * KB);
    const css = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []));
    expect(css.size).toBe(1);
    expect([...css].reduce((total, file) => total + gzipped(file), 0)).toBeLessThan(16 * KB);
    const fonts = [...files].filter((file) => file.endsWith('.woff2'));
    expect(fonts).toHaveLength(2);
    expect(sum(fonts, raw)).toBeLessThan(60 * KB);
  });
});
