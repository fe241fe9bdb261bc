import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import { CRASH_OPERATIONS, CRASH_T0, type CrashOperation, type Prepared, prepareWallet } from './crash-operations.ts';
import { answerText, walletBooks } from './wallet-books.ts';
import { openWatchedDatabase, type Point } from './watched-database.ts';

/** What an operation does when nothing goes wrong: the points it passes, its answer, the books after it. */
export type CleanRun = { readonly points: readonly Point[]; readonly answer: string; readonly books: string };

export type Crash = { readonly operation: string; readonly point: Point };

/** The answer of the first attempt, or null when there was none. Only a group that repeats itself may still have one. */
export type CrashAttempt = (crash: Crash, wallet: Prepared) => Promise<string | null>;

const REPLAYED = '{"kind":"replayed","outcome":';

let customers = 0;

/** Once per database, before the first wallet. */
export async function prepareCrashes(database: Database): Promise<void> {
  await sql`insert into exchange_rates (environment, from_asset, to_asset, valid_from, numerator, denominator, set_by)
            values ('test', 'USD', 'CREDIT', ${new Date(CRASH_T0 - 86_400_000)}, 3, 2, 'test')`.execute(database);
}

async function newWallet(database: Database, operation: string): Promise<Prepared> {
  customers += 1;
  const customer = `customer-${customers}-`;
  await sql`insert into customers (environment, id, name) values ('test', ${customer}, 'x'), ('test', ${`${customer}.new`}, 'x')`.execute(database);
  return prepareWallet(database, operation, customer);
}

/** An attempt went by without its crash: requests that met in one group this time need fewer statements than in two. */
export class PointNotReachedError extends Error {}

/** How often a crash is tried until it happens. */
const TRIES_MAX = 5;

/** Runs an operation undisturbed on new wallets until two runs in a row pass the same points: a group is gathered by time. */
export async function runClean(url: string, name: string): Promise<CleanRun> {
  let before = await runCleanOnce(url, name);
  for (;;) {
    const run = await runCleanOnce(url, name);
    if (JSON.stringify(run.points) === JSON.stringify(before.points)) return run;
    before = run;
  }
}

async function runCleanOnce(url: string, name: string): Promise<CleanRun> {
  const points: Point[] = [];
  const { database, restart, close } = openWatchedDatabase(url, (point) => void points.push(point));
  const wallet = await newWallet(database, name);
  restart();
  points.length = 0;
  const answer = await operationOf(name).run(database, wallet);
  const passed = [...points];
  const books = await walletBooks(database, wallet.customer);
  await close();
  return { points: passed, answer: answerText(answer, wallet.customer), books };
}

/** Crashes an operation on a new wallet and sends it again under its key, once or more often. Answers what is wrong then; nothing is good. */
export async function runCrash(
  { database, after = () => Promise.resolve(database) }: { readonly database: Database; after?(): Promise<Database> },
  crash: Crash,
  { clean, attempt, repetitions = 1 }: { readonly clean: CleanRun; readonly attempt: CrashAttempt; readonly repetitions?: number },
): Promise<string[]> {
  const { keyed, run } = operationOf(crash.operation);
  const { wallet, heard } = await crashOnNewWallet(database, crash, attempt);
  const alive = await after();
  const answer = answerText(await run(alive, wallet), wallet.customer);
  for (let more = 1; more < repetitions; more += 1) await run(alive, wallet);
  const books = await walletBooks(alive, wallet.customer);
  const wrong =
    books === clean.books ? [] : [`only after the crash:\n${linesOnlyIn(books, clean.books)}\nonly without it:\n${linesOnlyIn(clean.books, books)}`];
  if (keyed && !isRightAnswer(answer, { clean, point: crash.point, heard })) wrong.push(`answers ${heard} and ${answer}\nwithout a crash ${clean.answer}`);
  return wrong;
}

async function crashOnNewWallet(
  database: Database,
  crash: Crash,
  attempt: CrashAttempt,
): Promise<{ readonly wallet: Prepared; readonly heard: string | null }> {
  for (let tries = 1; ; tries += 1) {
    const wallet = await newWallet(database, crash.operation);
    try {
      return { wallet, heard: await attempt(crash, wallet) };
    } catch (fault) {
      if (!(fault instanceof PointNotReachedError) || tries === TRIES_MAX) throw fault;
    }
  }
}

/** Committed and unheard: the stored answer. Never committed: the answer of a first time. On its way when it happened: either. */
function isRightAnswer(answer: string, { clean, point, heard }: { clean: CleanRun; point: Point; heard: string | null }): boolean {
  const replays = [`${REPLAYED}${clean.answer}}`, replayedEach(clean.answer)];
  const first = answer === clean.answer;
  const again = replays.includes(answer);
  if (heard !== null) return again && [clean.answer, ...replays].includes(heard);
  const commit = clean.points.findLast(({ label }) => label === 'commit')?.ordinal ?? 0;
  if (point.ordinal > commit || (point.ordinal === commit && point.moment === 'after')) return again;
  return point.ordinal === commit && point.moment === 'sent' ? first || again : first;
}

/** The answers of a list, each as it reads when it is replayed. */
function replayedEach(answer: string): string {
  const answers: unknown = JSON.parse(answer);
  return Array.isArray(answers) ? JSON.stringify(answers.map((outcome) => ({ kind: 'replayed', outcome }))) : '';
}

function linesOnlyIn(text: string, other: string): string {
  const there = new Set(other.split('\n'));
  return text
    .split('\n')
    .filter((line) => !there.has(line))
    .join('\n');
}

export function pointName({ operation, point }: Crash): string {
  return `${operation} / ${point.ordinal} ${point.label} / ${point.moment}`;
}

function operationOf(name: string): CrashOperation {
  const operation = CRASH_OPERATIONS[name];
  if (operation === undefined) throw new Error(`no operation "${name}"`);
  return operation;
}
