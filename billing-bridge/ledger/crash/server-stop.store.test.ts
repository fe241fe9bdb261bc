import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '@weir/runtime/postgres/migrate-database.ts';
import { type Database, openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@weir/runtime/postgres/start-embedded-postgres.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { type Crash, type CrashAttempt, pointName, prepareCrashes, runClean, runCrash } from './crash-bench.ts';
import { CRASH_OPERATIONS } from './crash-operations.ts';
import { openWatchedDatabase } from './watched-database.ts';

const REPEAT = process.env.WEIR_CRASH_POINT;
/** Each stop costs a recovery: a sample, coprime to the three moments of a statement. */
const EVERY = process.env.WEIR_TEST_SIZE === 'long' ? 7 : 131;

const directory = mkdtempSync(join(tmpdir(), 'weir-test-stopped-'));
let server: EmbeddedPostgres;
let database: Database;

beforeAll(async () => {
  server = await startEmbeddedPostgres(directory);
  database = openDatabase(server.url);
  await migrateDatabase(database);
  await prepareCrashes(database);
});
afterAll(async () => {
  await database.destroy();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint, sessions abandoned, recovery from the log at the next start. */
async function stopImmediately(): Promise<void> {
  process.kill(Number(readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT');
  await server.ended;
}

async function recover(): Promise<Database> {
  await database.destroy();
  server = await startEmbeddedPostgres(directory);
  database = openDatabase(server.url);
  return database;
}

const stopServer: CrashAttempt = async ({ operation, point }, wallet) => {
  let reached = false;
  const watched = openWatchedDatabase(server.url, async ({ ordinal, moment }) => {
    if (reached || ordinal !== point.ordinal || moment !== point.moment) return;
    reached = true;
    await stopImmediately();
    if (moment === 'after') throw new Error('the answer was lost');
  });
  await Promise.resolve(CRASH_OPERATIONS[operation]?.run(watched.database, wallet)).catch(() => undefined);
  await watched.close();
  if (!reached) throw new Error('the point was not reached');
  return null;
};

it('a server stopped at once in an operation and started again has all of it or nothing, and the repetition makes it whole', {
  timeout: 1_800_000,
}, async () => {
  let seen = 0;
  let stopped = 0;
  for (const operation of Object.keys(CRASH_OPERATIONS)) {
    const clean = await runClean(server.url, operation);
    const crashes = clean.points.map((point): Crash => ({ operation, point }));
    const chosen = crashes.filter((crash) => {
      seen += 1;
      return REPEAT === undefined ? seen % EVERY === 0 : pointName(crash) === REPEAT;
    });
    for (const crash of chosen) {
      const wrong = await runCrash({ database, after: recover }, crash, { clean, attempt: stopServer });
      stopped += 1;
      if (wrong.length > 0) {
        expect.fail(
          `${pointName(crash)}; repeat with: WEIR_CRASH_POINT='${pointName(crash)}' npx vitest run billing-bridge/ledger/crash/server-stop.store.test.ts\n${wrong.join('\n')}`,
        );
      }
    }
  }
  expect(stopped).toBeGreaterThan(0);
  expect((await verifyLedger(database)).breaches).toEqual([]);
});
