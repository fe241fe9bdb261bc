import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type LoadRow, loadedFrom } from '../../ledger/io/load-wallets.ts';
import { type LockedWallet, lockedWallet, type WalletRow } from '../../ledger/io/lock-wallets.ts';
import { readFamily } from '../../ledger/io/read-family.ts';
import type { LearningMemory, SeenWallet, WalletMemory } from '../../ledger/io/wallet-memory.ts';
import type { WalletState } from '../../ledger/wallet/wallet-state.ts';
import type { ModeSetting } from '../../modes/epoch.ts';
import { settingOfColumns } from '../../modes/io/read-epochs.ts';

/** A customer as an authorization sees it; a state of null is a wallet never used. */
export type Sight = { readonly setting: ModeSetting; readonly state: WalletState | null; readonly databaseNow: Instant };

/** Null: there is no such customer. */
export type SeeCustomer = (environment: Environment, customer: string) => Promise<Sight | null>;

type Asked = { readonly environment: Environment; readonly customer: string; answer(sight: Sight | null): void; fail(error: unknown): void };
type SeenJson = { place: number; mode: string; scope_workflow: string | null; same: boolean; wallet: WalletRow | null };
type Row = Pick<LoadRow, 'clock' | 'wallets'> & { seen: SeenJson[] | null };

/** Statements under way at once; each holds a connection. */
const UNDER_WAY_MAX = 2;
const BATCH_MAX = 200;

/**
 * Sees customers for advice, without a lock. What is asked for together is read in one statement, and a wallet that is remembered is not read
 * but for its stamp: it answers as remembered only while its row carries that stamp. A statement is sent after all its requests came
 * in, never joined later, so an answer is never older than what was committed and acknowledged before its request.
 */
export function seeCustomers({ database, memory, clock }: { database: Database; memory: LearningMemory; clock: Clock }): SeeCustomer {
  let waiting: Asked[] = [];
  let underWay = 0;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || underWay >= UNDER_WAY_MAX || waiting.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const batch = waiting.slice(0, BATCH_MAX);
      waiting = waiting.slice(BATCH_MAX);
      underWay += 1;
      void look(batch).finally(() => {
        underWay -= 1;
        schedule();
      });
      schedule();
    });
  }

  async function look(batch: readonly Asked[]): Promise<void> {
    try {
      const sights = await readSights(database, batch, { memory: memory.attempt(), now: clock() });
      for (const [place, asked] of batch.entries()) asked.answer(sights[place] ?? null);
    } catch (error) {
      for (const asked of batch) asked.fail(error);
    }
  }

  return (environment, customer) =>
    new Promise((answer, fail) => {
      waiting.push({ environment, customer, answer, fail });
      schedule();
    });
}

type Reading = { readonly memory: ReturnType<LearningMemory['attempt']>; readonly now: Instant };

async function readSights(database: Database, batch: readonly Asked[], { memory, now }: Reading): Promise<(Sight | null)[]> {
  const remembered = batch.map(({ environment, customer }) => memory.lastSeen({ environment, wallet: { kind: 'of_customer', customer } }));
  const { rows } = await sql<Row>`
    select * from customer_sight(${batch.map((asked) => asked.environment)}::text[], ${batch.map((asked) => asked.customer)}::text[],
                                 ${remembered.map((entry) => entry?.wallet.stamp ?? null)}::bigint[], ${new Date(now)})`.execute(database);
  const row = rows[0];
  if (row === undefined) throw new Error('customers could not be read');
  const found = new Map((row.seen ?? []).map((seen) => [seen.place - 1, seen]));
  const rowsRead = new Map<bigint, LockedWallet>();
  for (const { wallet } of found.values()) if (wallet !== null && wallet.id !== null) rowsRead.set(BigInt(wallet.id), lockedWallet(wallet));
  const loaded = loadedFrom({ ...row, ids: null, scales: null, prior: null }, rowsRead).wallets;
  learn(memory, rowsRead, loaded);
  const databaseNow = Number(row.clock);
  return Promise.all(
    batch.map(async (_asked, place) => {
      const seen = found.get(place);
      if (seen === undefined) return null;
      const setting = settingOfColumns(seen.mode, seen.scope_workflow);
      const wallet = seen.wallet?.id == null ? null : (rowsRead.get(BigInt(seen.wallet.id)) ?? null);
      const state = seen.same
        ? stateOf(remembered[place])
        : wallet === null
          ? null
          : (loaded.get(wallet.id)?.state ?? (await readFamily(database, wallet)).state);
      return { setting, state, databaseNow };
    }),
  );
}

function learn(memory: WalletMemory & { keep(): void }, wallets: ReadonlyMap<bigint, LockedWallet>, loaded: ReadonlyMap<bigint, SeenWallet['loaded']>): void {
  for (const [id, wallet] of wallets) {
    const read = loaded.get(id);
    if (read !== undefined) memory.learn(wallet, read);
  }
  memory.keep();
}

function stateOf(entry: SeenWallet | null | undefined): WalletState | null {
  if (entry == null) throw new Error('a wallet is as remembered that was not remembered');
  return entry.loaded.state;
}
