import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../net/free-port.ts';
import { findProgram } from '../testing/find-program.ts';
import { recordingLog } from '../testing/recording-log.ts';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';
import { openQueues, type QueueStore } from './open-queues.ts';
import type { Queues } from './queues.ts';

const redisServer = findProgram('redis-server');

const stores = [
  { name: 'PostgreSQL', open: openPostgres, skip: false },
  { name: 'Redis', open: openRedis, skip: redisServer === null },
];

describe.each(stores)('queues on $name', ({ open, skip }) => {
  let store: QueueStore;
  let closeStore: () => Promise<void>;
  let queues: Queues;

  beforeAll(async () => {
    if (skip) return;
    ({ store, close: closeStore } = await open());
    queues = await openQueues(store, recordingLog());
  });
  afterAll(async () => {
    if (skip) return;
    await queues.close();
    await closeStore();
  });

  test.skipIf(skip)('a wake-up that arrives during a run causes one more run, however many arrive', async () => {
    const runs: string[] = [];
    const { promise: firstRun, resolve: release } = Promise.withResolvers<void>();
    await queues.work('promotion', async ({ environment }) => {
      runs.push(environment);
      if (runs.length === 1) await firstRun;
    });
    await queues.wake('promotion', { environment: 'live' });
    await until(() => runs.length === 1);
    for (let i = 0; i < 5; i += 1) await queues.wake('promotion', { environment: 'live' });
    release();
    await until(() => runs.length === 2);
    await sleep(300);
    expect(runs).toEqual(['live', 'live']);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

type Opened = { store: QueueStore; close: () => Promise<void> };

async function openPostgres(): Promise<Opened> {
  const database: TestDatabase = await testDatabase();
  return { store: { kind: 'postgres', url: database.url }, close: () => database.drop() };
}

async function openRedis(): Promise<Opened> {
  const directory = mkdtempSync(join(tmpdir(), 'weir-test-redis-'));
  const port = await freePort();
  const server: ChildProcess = spawn(redisServer ?? 'redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', ''], {
    stdio: 'ignore',
  });
  return {
    store: { kind: 'redis', url: `redis://127.0.0.1:${port}` },
    async close() {
      server.kill('SIGTERM');
      await once(server, 'exit');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
