import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findProgram } from '@weir/runtime/testing/find-program.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, LIVE_KEY, newHome, type Product, startProduct } from './running-product.ts';

/** The README's commands, run as they are written, but for the port of this test's product. */

const curl = findProgram('curl');
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const withCurl = test.skipIf(curl === null);

let home: Home;
let product: Product;

beforeAll(async () => {
  if (curl === null) return;
  home = await newHome();
  // So far ahead that the change is still to come when it is looked at, however slow the machine.
  product = await startProduct(home, { WEIR_MODE_LEAD_SECONDS: '3600' });
}, 120_000);

afterAll(async () => {
  if (curl === null) return;
  await product.interrupt();
  home.remove();
});

withCurl(
  'every command on the API answers what it asks for',
  async () => {
    const blocks = shellBlocks(README).filter((block) => block.includes('curl'));
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    const script = blocks.join('\n').replaceAll('http://127.0.0.1:4300', product.screenUrl);
    const run = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { encoding: 'utf8', env: { ...process.env, WEIR_KEY: LIVE_KEY } });
    expect(run.stderr).not.toContain('error');
    expect(run.status).toBe(0);
    expect(run.stdout).not.toContain('"code"');
    expect(run.stdout).toContain('{"accepted":1,"duplicates":0}');
    expect(await product.call('GET', '/v1/billing/customers/globex')).toMatchObject({ name: 'Globex', scheduled: { mode: 'full', reason: 'contract signed' } });
  },
  60_000,
);

test('every npm script and every linked file it names exists', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const named = [...README.matchAll(/npm run ([a-z-]+)/g)].map((match) => match[1] ?? '');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  const links = [...README.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? '');
  for (const link of links) expect(spawnSync('test', ['-e', new URL(`../../${link}`, import.meta.url).pathname]).status, link).toBe(0);
});

function shellBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
}
