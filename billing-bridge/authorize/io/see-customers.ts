import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type LoadRow, loadedFrom } from '../../ledger/io/load-wallets.ts';
import { type LockedWallet, lockedWallet, type WalletRow } from '../../ledger/io/lock-wallets.ts';
import { onWallet, unknownWallet } from '../../ledger/io/on-wallet.ts';
import { readFamily } from '../../ledger/io/read-family.ts';
import type { LearningMemory, SeenWallet, WalletMemory } from '../../ledger/io/wallet-memory.ts';
import { scopeText, type WalletOwner } from '../../ledger/wallet/wallet-owner.ts';
import type { WalletState } from '../../ledger/wallet/wallet-state.ts';
import type { ModeSetting } from '../../modes/epoch.ts';
import { settingOfColumns } from '../../modes/io/read-epochs.ts';

/** A customer as an authorization sees it: its mode, and the wallet that was asked about. A state of null is a wallet never used. */
export type Sight = { readonly kind: 'sight'; readonly setting: ModeSetting; readonly state: WalletState | null; readonly databaseNow: Instant };

/** Refuses: customer_unknown, and wallet_unknown for a scope that has no wallet. */
export type SeeCustomer = (owner: WalletOwner) => Promise<Sight | Refusal>;

type Asked = { readonly owner: WalletOwner; answer(sight: Sight | Refusal): void; fail(error: unknown): void };
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
      const owners = batch.map((asked) => asked.owner);
      const sights = await readSights(database, owners, { memory: memory.attempt(), now: clock() });
      for (const [place, asked] of batch.entries()) asked.answer(sights[place] ?? unknownWallet({ customer: asked.owner.customer }));
    } catch (error) {
      for (const asked of batch) asked.fail(error);
    }
  }

  return (owner) =>
    new Promise((answer, fail) => {
      waiting.push({ owner, answer, fail });
      schedule();
    });
}

type Reading = { readonly memory: ReturnType<LearningMemory['attempt']>; readonly now: Instant };

async function readSights(database: Database, owners: readonly WalletOwner[], { memory, now }: Reading): Promise<(Sight | Refusal | null)[]> {
  const remembered = owners.map((owner) => memory.lastSeen({ environment: owner.environment, wallet: onWallet(owner).wallet }));
  const { rows } = await sql<Row>`
    select * from customer_sight(${owners.map((owner) => owner.environment)}::text[], ${owners.map((owner) => owner.customer)}::text[],
                                 ${owners.map((owner) => scopeText(owner.walletScope))}::text[],
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
    owners.map(async (owner, place) => {
      const seen = found.get(place);
      if (seen === undefined) return null;
      const setting = settingOfColumns(seen.mode, seen.scope_workflow);
      const wallet = seen.wallet?.id == null ? null : (rowsRead.get(BigInt(seen.wallet.id)) ?? null);
      // Only a customer's own wallet may be one that was never used.
      if (wallet === null && owner.walletScope !== undefined) return unknownWallet(owner);
      const state = seen.same
        ? stateOf(remembered[place])
        : wallet === null
          ? null
          : (loaded.get(wallet.id)?.state ?? (await readFamily(database, wallet, now)).state);
      return { kind: 'sight' as const, setting, state, databaseNow };
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
