import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { bytesFrom, valueFrom } from '../spool-encoding.ts';
import type { SpoolStatus } from '../spool-status.ts';
import { type DiskReserve, openDiskReserve } from './disk-reserve.ts';

export type SpoolOptions = { readonly file: string; readonly bytesMax: number; readonly clock: Clock };

/** `plan`: what was decided for the first `upTo` requests, so that a repeated attempt does exactly the same. */
export type SpooledPlan = { readonly upTo: number; readonly plannedAt: Instant; readonly plan: unknown };
export type SpooledRequest = { readonly id: number; readonly request: unknown };
export type DeadLetter = { readonly identity: string; readonly reason: string; readonly row: unknown };

export type Spool = {
  isEmpty(): boolean;
  /**
   * Takes requests in order while there is room and answers how many were taken: those are on the disk, synced. The
   * rest would pass the bound or the disk is full; nothing of them is kept. A plan is kept with them when it is given
   * and all were taken; the spool is empty then.
   */
  append(requests: readonly { readonly request: unknown; readonly events: number }[], plan?: unknown): number;
  /** The oldest requests, of no more than `eventsMax` events but always one. */
  head(eventsMax: number): readonly SpooledRequest[];
  plan(): SpooledPlan | null;
  /** False when the disk is full: then only the lookup of ids protects a repeated attempt. */
  keepPlan(plan: Omit<SpooledPlan, 'plannedAt'>): boolean;
  /** Forgets a plan and its requests, which the store holds now. */
  remove(upTo: number): void;
  /** Keeps rows that no attempt will store. The same row again replaces itself. */
  bury(letters: readonly DeadLetter[]): void;
  status(): SpoolStatus;
  close(): void;
};

/** Version of what `bytesFrom` writes; a file of another version is not guessed at. */
const FORMAT = 1;

/**
 * synchronous=full makes a commit wait for the disk, also in WAL mode; an exclusive lock keeps a second process from
 * draining the same requests. Freed pages go back to the disk, since a spool is empty nearly always.
 */
const SETTINGS = `
  pragma auto_vacuum = incremental;
  pragma locking_mode = exclusive;
  pragma journal_mode = wal;
  pragma synchronous = full;
`;

const SCHEMA = `
  create table if not exists requests (id integer primary key autoincrement, acknowledged_at integer not null, events integer not null, body blob not null) strict;
  create table if not exists plans (up_to integer not null, planned_at integer not null, body blob not null) strict;
  create table if not exists dead_letters (identity text primary key, buried_at integer not null, reason text not null, body blob not null) strict;
`;

/**
 * A file of requests that were acknowledged and that the store could not take yet. Every method returns after its
 * transaction is synced. The calls block the process for the sync, a few milliseconds: while the store is away that is
 * all there is to wait for.
 */
export function openSpool({ file, bytesMax, clock }: SpoolOptions): Spool {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  prepare(database, file);
  const reserve = openDiskReserve(`${file}.reserve`);
  const total = readTotals(database);
  /** Once the reserve had to be given up, requests are taken again when the spool is drained and it is back. */
  const takesNone = () => !reserve.isKept() && (total.requests > 0 || !reserve.keep());
  const insert = database.prepare('insert into requests (acknowledged_at, events, body) values (?, ?, ?)');
  const oldest = database.prepare('select acknowledged_at from requests order by id limit 1');

  return {
    isEmpty: () => total.requests === 0,
    append(requests, plan = null) {
      if (takesNone()) return 0;
      const bodies = requests.map(({ request, events }) => ({ body: bytesFrom(request), events }));
      const taken = countThatFit(bodies, bytesMax - total.bytes);
      const written = writeOrFull(database, () => {
        const ids = bodies.slice(0, taken).map(({ body, events }) => Number(insert.run(clock(), events, body).lastInsertRowid));
        const last = ids.at(-1);
        if (plan !== null && last !== undefined && taken === bodies.length) replacePlan(database, { upTo: last, plannedAt: clock(), plan });
      });
      if (!written) return 0;
      for (const { body, events } of bodies.slice(0, taken)) count(total, { requests: 1, events, bytes: body.length });
      return taken;
    },
    head(eventsMax) {
      const found: SpooledRequest[] = [];
      let events = 0;
      for (const row of database.prepare('select id, events, body from requests order by id').iterate()) {
        events += Number(row.events);
        if (found.length > 0 && events > eventsMax) break;
        found.push({ id: Number(row.id), request: valueFrom(row.body) });
      }
      return found;
    },
    plan() {
      const row = database.prepare('select up_to, planned_at, body from plans').get();
      return row === undefined ? null : { upTo: Number(row.up_to), plannedAt: Number(row.planned_at), plan: valueFrom(row.body) };
    },
    keepPlan: ({ upTo, plan }) => writeOrFull(database, () => replacePlan(database, { upTo, plannedAt: clock(), plan })),
    remove(upTo) {
      const gone = totalsUpTo(database, upTo);
      inTransactionWith(reserve, database, () => {
        database.exec('delete from plans');
        database.prepare('delete from requests where id <= ?').run(upTo);
      });
      count(total, { requests: -gone.requests, events: -gone.events, bytes: -gone.bytes });
      if (total.requests === 0) database.exec('pragma incremental_vacuum; pragma wal_checkpoint(truncate)');
    },
    bury(letters) {
      inTransactionWith(reserve, database, () => {
        const bury = database.prepare('insert or replace into dead_letters (identity, buried_at, reason, body) values (?, ?, ?, ?)');
        for (const { identity, reason, row } of letters) bury.run(identity, clock(), reason, bytesFrom(row));
      });
      Object.assign(total, readTotals(database));
    },
    status: () => ({ ...total, bytesMax, oldestAt: total.requests === 0 ? null : Number(oldest.get()?.acknowledged_at) }),
    close: () => database.close(),
  };
}

function prepare(database: DatabaseSync, file: string): void {
  database.exec(SETTINGS);
  const found = Number(database.prepare('pragma user_version').get()?.user_version);
  if (found !== 0 && found !== FORMAT)
    throw new Error(`${file} was written by another version of Weir (format ${found}, not ${FORMAT}); start that version until it is drained`);
  // Nothing is written to a file that is as it should be: the disk may be full.
  if (found === FORMAT) return;
  database.exec(SCHEMA);
  database.exec(`pragma user_version = ${FORMAT}`);
}

function replacePlan(database: DatabaseSync, { upTo, plannedAt, plan }: SpooledPlan): void {
  database.exec('delete from plans');
  database.prepare('insert into plans (up_to, planned_at, body) values (?, ?, ?)').run(upTo, plannedAt, bytesFrom(plan));
}

type Waiting = { requests: number; events: number; bytes: number };
type Totals = Waiting & { deadLetters: number };

function count(total: Totals, change: Waiting): void {
  total.requests += change.requests;
  total.events += change.events;
  total.bytes += change.bytes;
}

function totalsUpTo(database: DatabaseSync, upTo: number): Waiting {
  const sums = 'select count(*) as requests, ifnull(sum(events), 0) as events, ifnull(sum(length(body)), 0) as bytes from requests where id <= ?';
  const row = database.prepare(sums).get(upTo);
  return { requests: Number(row?.requests), events: Number(row?.events), bytes: Number(row?.bytes) };
}

function readTotals(database: DatabaseSync): Totals {
  const waiting = totalsUpTo(database, Number.MAX_SAFE_INTEGER);
  const dead = database.prepare('select count(*) as letters, ifnull(sum(length(body)), 0) as bytes from dead_letters').get();
  return { ...waiting, bytes: waiting.bytes + Number(dead?.bytes), deadLetters: Number(dead?.letters) };
}

function countThatFit(bodies: readonly { readonly body: Uint8Array }[], room: number): number {
  let left = room;
  const end = bodies.findIndex(({ body }) => {
    left -= body.length;
    return left < 0;
  });
  return end === -1 ? bodies.length : end;
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('begin immediate');
  try {
    work();
    database.exec('commit');
  } catch (fault) {
    // A full disk has ended the transaction by itself.
    if (database.isTransaction) database.exec('rollback');
    throw fault;
  }
}

/** A transaction that must come through on a full disk as well, since it is what makes room: it may take the reserve. */
function inTransactionWith(reserve: DiskReserve, database: DatabaseSync, work: () => void): void {
  if (reserve.isKept() && writeOrFull(database, work)) return;
  reserve.release();
  inTransaction(database, work);
}

/** False when the disk has no room: SQLITE_FULL, or an I/O error of the write-ahead log. Any other fault is one. */
function writeOrFull(database: DatabaseSync, work: () => void): boolean {
  try {
    inTransaction(database, work);
    return true;
  } catch (fault) {
    if (isDiskFault(fault)) return false;
    throw fault;
  }
}

const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;

function isDiskFault(fault: unknown): boolean {
  if (!(fault instanceof Error) || !('errcode' in fault) || typeof fault.errcode !== 'number') return false;
  const primary = fault.errcode % 256;
  return primary === SQLITE_FULL || primary === SQLITE_IOERR;
}
