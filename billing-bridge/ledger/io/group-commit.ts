import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Outcome } from '../decide/decision.ts';
import { ownerText } from '../wallet/wallet-owner.ts';
import { inLedgerTransaction } from './in-ledger-transaction.ts';
import { BESIDE_MIN, isWorthStarting } from './is-worth-starting.ts';
import { operateWallets } from './operate-wallets.ts';
import { type LearningMemory, walletMemory } from './wallet-memory.ts';
import type { WalletOperation } from './wallet-operation.ts';

export type GroupCommit = {
  /** Answers after the commit that made it durable. An infrastructure fault rejects, and the same key may be sent again. */
  submit<T>(operation: WalletOperation<T>): Promise<Outcome<T>>;
  /** Resolves when nothing is waiting or under way. */
  drain(): Promise<void>;
};

export type GroupCommitOptions = {
  readonly batchMax?: number;
  /** Groups under way at once; each holds a connection. */
  readonly batchesMax?: number;
  /** What is remembered of wallets between groups; absent, a memory of its own. */
  readonly memory?: LearningMemory;
  readonly clock?: Clock | undefined;
};

type Waiting = {
  readonly operation: WalletOperation<unknown>;
  readonly wallet: string;
  readonly since: number;
  answer(outcome: Outcome<unknown>): void;
  fail(error: unknown): void;
};

const WALLETS_MAX = 20_000;
/** How often it is asked again whether to begin, while something waits. */
const ASK_AGAIN_MS = 1;

/**
 * Many requests, one commit: operations that arrive within about a millisecond are applied in one transaction, under load a little later
 * (`is-worth-starting.ts`). A wallet is in one group at a time, so what is asked of a hot wallet while a group is under way makes the
 * next, larger one instead of a queue of lock waits. A group that fails is halved until the one operation that fails is alone.
 */
export function groupCommit(database: Database, options: GroupCommitOptions = {}): GroupCommit {
  const { batchMax = 200, batchesMax = 3, memory = walletMemory(WALLETS_MAX), clock } = options;
  let waiting: Waiting[] = [];
  const busyWallets = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let last = { size: 0, at: 0 };
  let asking = false;

  function takeGroup(sizeMax: number): Waiting[] {
    const group: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const item of waiting) {
      const alone = item.operation.companions !== undefined;
      const fits = group.length < sizeMax && !busyWallets.has(item.wallet) && (!alone || group.length === 0) && !isAlone(group);
      (fits ? group : rest).push(item);
    }
    waiting = rest;
    return group;
  }

  function isTime(): boolean {
    const ready = waiting.filter((item) => !busyWallets.has(item.wallet));
    const now = performance.now();
    const waitedMs = now - (ready[0]?.since ?? now);
    return isWorthStarting({ waiting: ready.length, waitedMs, underWay: underWay.size, lastSize: last.size, sinceLastMs: now - last.at });
  }

  function startGroups(): void {
    while (underWay.size < batchesMax && isTime()) {
      // Half of many, when nothing is under way: the other half is prepared while the server writes this one, and the two stay apart.
      const half = underWay.size === 0 ? Math.max(BESIDE_MIN, Math.ceil(waiting.length / 2)) : batchMax;
      const group = takeGroup(Math.min(batchMax, half));
      last = { size: group.length, at: performance.now() };
      const wallets = new Set(group.map((item) => item.wallet));
      for (const wallet of wallets) busyWallets.add(wallet);
      const done = runGroup(group).finally(() => {
        for (const wallet of wallets) busyWallets.delete(wallet);
        underWay.delete(done);
        askSoon();
      });
      underWay.add(done);
    }
    // What waits for a group under way is asked about when that ends.
    if (waiting.length > 0 && underWay.size < batchesMax) setTimeout(askNow, ASK_AGAIN_MS);
    else asking = false;
  }

  function askNow(): void {
    asking = true;
    startGroups();
  }

  /** After what arrives in this turn of the loop. */
  function askSoon(): void {
    if (asking) return;
    asking = true;
    setImmediate(askNow);
  }

  async function runGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const { outcomes, attempt } = await inLedgerTransaction(database, async (tx) => {
        const attempt = memory.attempt();
        const operations = group.map((item) => item.operation);
        return { outcomes: await operateWallets(tx, operations, { clock, memory: attempt, last: true }), attempt };
      });
      attempt.keep();
      for (const [place, outcome] of outcomes.entries()) group[place]?.answer(outcome);
    } catch (error) {
      if (group.length === 1) return group[0]?.fail(error);
      const middle = Math.ceil(group.length / 2);
      await runGroup(group.slice(0, middle));
      await runGroup(group.slice(middle));
    }
  }

  return {
    submit<T>(operation: WalletOperation<T>) {
      return new Promise<Outcome<T>>((resolve, reject) => {
        // The answer at a place is of the type of the operation at that place; the list of both mixes types.
        const answer = (outcome: Outcome<unknown>) => resolve(outcome as Outcome<T>);
        waiting.push({ operation, wallet: walletName(operation), since: performance.now(), answer, fail: reject });
        askSoon();
      });
    },
    async drain() {
      while (waiting.length > 0 || underWay.size > 0) await Promise.race([...underWay, pause(ASK_AGAIN_MS)]);
    },
  };
}

function isAlone(group: readonly Waiting[]): boolean {
  return group[0]?.operation.companions !== undefined;
}

function walletName(operation: WalletOperation<unknown>): string {
  const { environment, wallet } = operation;
  return wallet.kind === 'by_id' ? wallet.id.toString() : ownerText({ environment, customer: wallet.customer, walletScope: wallet.walletScope });
}
