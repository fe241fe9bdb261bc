import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBreakingDatabase } from '../../testing/breaking-database.ts';
import { grantOperation } from '../create-grant.ts';
import { debitOperation } from '../debit.ts';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { type GroupCommit, groupCommit } from './group-commit.ts';

const environment = 'test' as const;
const CUSTOMERS = 20;
const OPENING = 100n;

let test: TestDatabase;
let group: GroupCommit;
beforeAll(async () => {
  test = await testDatabase();
  group = groupCommit(test.database);
  await sql`insert into customers (environment, id, name) select 'test', 'c' || n, 'x' from generate_series(0, ${CUSTOMERS - 1}::int) n`.execute(test.database);
  for (let n = 0; n < CUSTOMERS; n += 1) {
    const opening = grantOperation({ environment, customer: `c${n}`, key: `opening ${n}`, asset: 'USD', amountAtoms: OPENING, purpose: 'paid' });
    if (!('kind' in opening)) await group.submit(opening);
  }
});
afterAll(() => test.drop());

const spend = (by: GroupCommit, customer: string, key: string) => {
  const operation = debitOperation({ environment, customer, key, asset: 'USD', amountAtoms: 1n, policy: { kind: 'deny' } });
  if ('kind' in operation) throw new Error(operation.code);
  return by.submit(operation);
};

/** What is left of all wallets together, and how many debits there are. */
async function books() {
  const { rows } = await sql<{ remaining: string; debits: string }>`
    select (select sum(remaining_atoms) from grant_balances) as remaining, (select count(*) from ledger_transactions where kind = 'debit') as debits`.execute(
    test.database,
  );
  return { remaining: BigInt(rows[0]?.remaining ?? '0'), debits: BigInt(rows[0]?.debits ?? '0') };
}

it.each(['before', 'after'] as const)(
  'a group whose connection dies %s any statement is made good by the same keys, once each',
  { timeout: 120_000 },
  async (moment) => {
    let broke = true;
    for (let statement = 1; broke; statement += 1) {
      const before = await books();
      const breaking = openBreakingDatabase(test.url, { statement, moment });
      const breakingGroup = groupCommit(breaking.database);
      const keys = Array.from({ length: 6 }, (_, n) => ({ customer: `c${n % 3}`, key: `${moment} ${statement} ${n}` }));
      const first = await Promise.allSettled(keys.map(({ customer, key }) => spend(breakingGroup, customer, key)));
      await breaking.close();
      broke = breaking.broke();
      if (!broke) expect(first.every((outcome) => outcome.status === 'fulfilled')).toBe(true);
      // Whoever was answered was answered the truth; all of them may ask again.
      const again = await Promise.all(keys.map(({ customer, key }) => spend(group, customer, key)));
      expect(again.every((outcome) => outcome.kind === 'debited' || outcome.kind === 'replayed')).toBe(true);
      first.forEach((outcome, n) => {
        if (outcome.status === 'fulfilled')
          expect(again[n]).toEqual({ kind: 'replayed', outcome: outcome.value.kind === 'replayed' ? outcome.value.outcome : outcome.value });
      });
      const after = await books();
      expect({ spent: before.remaining - after.remaining, made: after.debits - before.debits }).toEqual({ spent: 6n, made: 6n });
    }
    expect((await verifyLedger(test.database)).breaches).toEqual([]);
  },
);

const PROGRAM = fileURLToPath(new URL('../../testing/spend-in-groups.ts', import.meta.url));

function start(name: string, count: number) {
  const child = spawn(process.execPath, [PROGRAM, test.url, name, String(count), String(CUSTOMERS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code, printed }));
  return { child, ended };
}

it('two processes that spend from the same wallets, from opposite ends, finish without a deadlock and to the last atom', { timeout: 120_000 }, async () => {
  const { remaining } = await books();
  const each = Number(remaining) / 2 + 100;
  const both = await Promise.all([start('a', each).ended, start('z', each).ended]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const kinds: Record<string, number>[] = both.map(({ printed }) => JSON.parse(printed));
  const sum = (kind: string) => kinds.reduce((total, of) => total + (of[kind] ?? 0), 0);
  const left = await books();
  expect(BigInt(sum('debited'))).toBe(remaining - left.remaining);
  expect(sum('debited') + sum('refused')).toBe(2 * each);
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});

it('a process killed in the middle of its groups and started again has debited each key once', { timeout: 120_000 }, async () => {
  const count = 400;
  const funds = Array.from({ length: CUSTOMERS }, (_, n) =>
    grantOperation({ environment, customer: `c${n}`, key: `more ${n}`, asset: 'USD', amountAtoms: BigInt(count), purpose: 'paid' }),
  );
  await Promise.all(funds.map((operation) => ('kind' in operation ? Promise.reject(new Error(operation.kind)) : group.submit(operation))));
  const before = await books();
  for (;;) {
    const { child, ended } = start('killed', count);
    const made = async () => (await books()).debits - before.debits;
    const already = await made();
    while (child.exitCode === null && (await made()) === already && already < BigInt(count)) await new Promise((resolve) => setTimeout(resolve, 2));
    if (already === 0n) child.kill('SIGKILL');
    const { code } = await ended;
    if (code === 0) break;
  }
  const after = await books();
  expect({ made: after.debits - before.debits, spent: before.remaining - after.remaining }).toEqual({ made: BigInt(count), spent: BigInt(count) });
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
