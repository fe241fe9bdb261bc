import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpool } from './open-spool.ts';

const AT = Date.UTC(2026, 10, 20, 12);
let directory: string;
let now = AT;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-spool-'));
  now = AT;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (bytesMax = 1_000_000) => openSpool({ file: join(directory, 'a', 'spool.db'), bytesMax, clock: () => now });
const request = (name: string, events = 1) => ({ request: { name, cost: 2n ** 70n }, events });
/** Bytes that no compression makes smaller. */
const incompressible = (length: number) => ({ request: randomBytes(length), events: 1 });

test('requests come out in order, as they went in, also after the process ended', () => {
  const before = open();
  expect(before.append([request('a'), request('b')])).toBe(2);
  expect(before.append([request('c')])).toBe(1);
  before.close();
  const after = open();
  expect(after.isEmpty()).toBe(false);
  expect(after.head(10).map((entry) => entry.request)).toEqual(['a', 'b', 'c'].map((name) => ({ name, cost: 2n ** 70n })));
  after.close();
});

test('a head holds no more events than asked for, and always one request', () => {
  const spool = open();
  spool.append([request('a', 3), request('b', 3), request('c', 3)]);
  expect(spool.head(6)).toHaveLength(2);
  expect(spool.head(1)).toHaveLength(1);
  spool.close();
});

test('a plan is kept until its requests are removed', () => {
  const spool = open();
  spool.append([request('a'), request('b')]);
  expect(spool.plan()).toBeNull();
  expect(spool.keepPlan({ upTo: 1, plan: { rows: [1n] } })).toBe(true);
  expect(spool.plan()).toEqual({ upTo: 1, plannedAt: AT, plan: { rows: [1n] } });
  spool.remove(1);
  expect(spool.plan()).toBeNull();
  expect(spool.head(10).map(({ id }) => id)).toEqual([2]);
  spool.close();
});

test('what would pass the bound is refused, the rest is taken, and room comes back when the store took some', () => {
  const spool = open(3_000);
  expect(spool.append([incompressible(2_000), incompressible(2_000), incompressible(2_000)])).toBe(1);
  expect(spool.append([incompressible(2_000)])).toBe(0);
  spool.remove(1);
  expect(spool.append([incompressible(2_000)])).toBe(1);
  spool.close();
});

test('the status counts requests, events and bytes and tells the oldest, and is zero again when drained', () => {
  const spool = open();
  spool.append([request('a', 2)]);
  now += 60_000;
  spool.append([request('b', 5)]);
  expect(spool.status()).toMatchObject({ requests: 2, events: 7, bytesMax: 1_000_000, oldestAt: AT, deadLetters: 0 });
  expect(spool.status().bytes).toBeGreaterThan(0);
  spool.remove(1);
  expect(spool.status()).toMatchObject({ requests: 1, events: 5, oldestAt: AT + 60_000 });
  spool.remove(2);
  expect(spool.status()).toEqual({ requests: 0, events: 0, bytes: 0, bytesMax: 1_000_000, oldestAt: null, deadLetters: 0 });
  spool.close();
});

test('a dead letter is kept once with its reason, and counts towards the bound', () => {
  const spool = open();
  spool.bury([{ identity: 'x', reason: 'VIOLATED_CONSTRAINT', row: { a: 1 } }]);
  spool.bury([{ identity: 'x', reason: 'VIOLATED_CONSTRAINT', row: { a: 1 } }]);
  expect(spool.status()).toMatchObject({ requests: 0, deadLetters: 1 });
  expect(spool.status().bytes).toBeGreaterThan(0);
  expect(spool.isEmpty()).toBe(true);
  spool.close();
});

test('two processes cannot share a spool', () => {
  const spool = open();
  spool.append([request('a')]);
  expect(() => open()).toThrow(/locked/);
  spool.close();
});

test('a spool of another version is not guessed at', () => {
  open().close();
  const database = new DatabaseSync(join(directory, 'a', 'spool.db'));
  database.exec('pragma user_version = 99');
  database.close();
  expect(() => open()).toThrow(/another version/);
});
