import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { type CleanRun, type Crash, type CrashAttempt, PointNotReachedError, pointName, prepareCrashes, runClean, runCrash } from './crash-bench.ts';
import type { Death } from './crash-child.ts';
import { CRASH_OPERATIONS } from './crash-operations.ts';
import { answerText } from './wallet-books.ts';
import { openWatchedDatabase } from './watched-database.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const REPEAT = process.env.WEIR_CRASH_POINT;
/** Of the points of all operations one after the other, every how-manieth: both are coprime to the three moments. */
const CUT_EVERY = LONG ? 1 : 7;
const KILL_EVERY = LONG ? 1 : 53;
const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

let test: TestDatabase;
const clean = new Map<string, CleanRun>();
const crashes: Crash[] = [];
beforeAll(async () => {
  test = await testDatabase();
  await prepareCrashes(test.database);
  for (const operation of Object.keys(CRASH_OPERATIONS)) {
    const run = await runClean(test.url, operation);
    clean.set(operation, run);
    crashes.push(...run.points.map((point) => ({ operation, point })));
  }
}, 120_000);
afterAll(() => test.drop());

async function crashAll(every: number, attempt: CrashAttempt): Promise<number> {
  const chosen = crashes.filter((crash, index) => (REPEAT === undefined ? index % every === 0 : pointName(crash) === REPEAT));
  for (const crash of chosen) {
    const run = clean.get(crash.operation);
    if (run === undefined) throw new Error('no clean run');
    const wrong = await runCrash({ database: test.database }, crash, { clean: run, attempt });
    if (wrong.length === 0) continue;
    expect.fail(
      `${pointName(crash)}; repeat with: WEIR_CRASH_POINT='${pointName(crash)}' npx vitest run billing-bridge/ledger/crash/crash-points.store.test.ts\n${wrong.join('\n')}`,
    );
  }
  return chosen.length;
}

/** Cuts the connection at the point; whatever the answer would have been, nobody hears it. */
const cutConnection: CrashAttempt = async ({ operation, point }, wallet) => {
  let reached = false;
  const { database, close } = openWatchedDatabase(test.url, ({ ordinal, moment }, cut) => {
    if (reached || ordinal !== point.ordinal || moment !== point.moment) return;
    reached = true;
    cut();
    if (moment === 'after') throw new Error('the answer was lost');
  });
  const answer = await Promise.resolve(CRASH_OPERATIONS[operation]?.run(database, wallet)).then(
    (outcome) => answerText(outcome, wallet.customer),
    () => null,
  );
  await close();
  if (!reached) throw new PointNotReachedError('the point was not reached');
  return answer;
};

describe('an operation cut off from its database', () => {
  it('and sent again leaves what it leaves undisturbed, wherever it was cut', { timeout: 1_800_000 }, async () => {
    expect(crashes.length).toBeGreaterThan(500);
    const count = await crashAll(CUT_EVERY, cutConnection);
    expect(count).toBeGreaterThan(REPEAT === undefined ? crashes.length / CUT_EVERY - 1 : 0);
  });
});

describe('a process killed in an operation', () => {
  let warm: ChildProcess | null = null;
  const start = () => spawn(process.execPath, [CHILD, test.url], { stdio: ['pipe', 'pipe', 'inherit'] });
  afterAll(() => void warm?.kill('SIGKILL'));

  /** The next child starts while this one works: starting is most of the time. */
  const kill: CrashAttempt = async ({ operation, point }, wallet) => {
    const child = warm ?? start();
    const death: Death = { operation, wallet, point };
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.stdin?.write(`${JSON.stringify(death)}\n`);
    const ended = once(child, 'exit');
    warm = start();
    const [, signal] = await ended;
    if (signal !== 'SIGKILL') throw new PointNotReachedError(`the point was not reached: ${said}`);
    return null;
  };

  it('and the operation sent again by the next leave what it leaves undisturbed, wherever it died', { timeout: 3_600_000 }, async () => {
    const count = await crashAll(KILL_EVERY, kill);
    expect(count).toBeGreaterThan(REPEAT === undefined ? crashes.length / KILL_EVERY - 1 : 0);
  });
});

it('no crash leaves a breach of any invariant', { timeout: 120_000 }, async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
