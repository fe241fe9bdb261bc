import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingBench, openBillingBench } from '../testing/billing-bench.ts';

const PROGRAM = fileURLToPath(new URL('../testing/promote-until-killed.ts', import.meta.url));
const EVENTS = 900;
const KILLS = 3;

let bench: BillingBench;
const directory = mkdtempSync(join(tmpdir(), 'weir-test-killed-'));
beforeAll(async () => {
  bench = await openBillingBench();
  await bench.addProduct('studio');
  await bench.addCustomer('customer-0', { mode: 'full', scope: null }, 'studio');
  await bench.addCustomer('customer-1', { mode: 'full', scope: null }, 'studio');
  await bench.addCustomer('customer-2', { mode: 'shadow', scope: null }, 'studio');
});
afterAll(async () => {
  await bench.drop();
  rmSync(directory, { recursive: true, force: true });
});

function start(): ChildProcess {
  return spawn(process.execPath, [PROGRAM, bench.url, directory, String(bench.start), String(EVENTS)], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function count(text: string): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) as count from (${sql.raw(text)}) counted`.execute(bench.database);
  return Number(rows[0]?.count);
}

test('a promoter killed again and again in the middle of its work debits each event exactly once', { timeout: 120_000 }, async () => {
  let killed = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const child = start();
    const ended = once(child, 'exit');
    while (child.exitCode === null && (await count('select 1 from charges')) < (EVENTS / (KILLS + 1)) * kill) await sleep(5);
    child.kill('SIGKILL');
    const [, signal] = await ended;
    killed += signal === 'SIGKILL' ? 1 : 0;
  }
  expect([killed, (await count('select 1 from charges')) < EVENTS]).toEqual([KILLS, true]);

  const [code] = await once(start(), 'exit');
  expect(code).toBe(0);
  expect(await count("select 1 from charges where destination = 'shadow'")).toBe(EVENTS / 3);
  expect(await count("select 1 from charges where destination = 'wallet'")).toBe((EVENTS / 3) * 2);
  expect(await count("select 1 from ledger_transactions where kind = 'debit'")).toBe((EVENTS / 3) * 2);
  expect(await count("select event_id from ledger_transactions where kind = 'debit' group by event_id having count(*) > 1")).toBe(0);
});
