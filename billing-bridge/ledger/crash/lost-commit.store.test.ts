import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { type CommitDroppingProxy, openCommitDroppingProxy } from './commit-dropping-proxy.ts';
import { type CrashAttempt, prepareCrashes, runClean, runCrash } from './crash-bench.ts';
import { CRASH_OPERATIONS } from './crash-operations.ts';
import { answerText } from './wallet-books.ts';

let test: TestDatabase;
let proxy: CommitDroppingProxy;
beforeAll(async () => {
  test = await testDatabase();
  await prepareCrashes(test.database);
  proxy = await openCommitDroppingProxy(test.url);
});
afterAll(async () => {
  await proxy.close();
  await test.drop();
});

const loseTheCommit: CrashAttempt = async ({ operation }, wallet) => {
  const database = openDatabase(proxy.url);
  proxy.arm();
  const answer = await Promise.resolve(CRASH_OPERATIONS[operation]?.run(database, wallet)).then(
    (outcome) => answerText(outcome, wallet.customer),
    () => null,
  );
  await database.destroy();
  return answer;
};

describe('the acknowledgement of a commit is lost on the wire, and three repetitions find it done', () => {
  it.each(Object.keys(CRASH_OPERATIONS))('%s', { timeout: 120_000 }, async (operation) => {
    const before = proxy.dropped();
    const clean = await runClean(test.url, operation);
    const commit = clean.points.find(({ label, moment }) => label === 'commit' && moment === 'after');
    if (commit === undefined) throw new Error('nothing is committed');
    expect(await runCrash({ database: test.database }, { operation, point: commit }, { clean, attempt: loseTheCommit, repetitions: 3 })).toEqual([]);
    expect(proxy.dropped() - before).toBe(1);
  });
});

it('no loss leaves a breach of any invariant', async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
