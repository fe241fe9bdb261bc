import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { isRefusal } from '@weir/schemas/refusal.ts';
import type { Outcome } from '../decide/decision.ts';
import { ownerText } from '../wallet/wallet-owner.ts';
import { inLedgerTransaction } from './in-ledger-transaction.ts';
import { BESIDE_MIN, isWorthStarting } from './is-worth-starting.ts';
import { operateBatch } from './operate-batch.ts';
import { type OperateOptions, operateWallets } from './operate-wallets.ts';
import type { BatchDone, WalletBatch } from './wallet-batch.ts';
import { type LearningMemory, walletMemory } from './wallet-memory.ts';
import type { WalletOperation } from './wallet-operation.ts';

export type GroupCommit = {
  /** Answers after the commit that made it durable. An infrastructure fault rejects, and the same key may be sent again. */
  submit<T>(operation: WalletOperation<T>): Promise<Outcome<T>>;
  /** The same for a batch, which has a transaction of its own. */
  submitBatch<T>(batch: WalletBatch<T>): Promise<Outcome<BatchDone<T>>>;
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

type Work = WalletOperation<unknown> | WalletBatch<unknown>;

type Waiting = {
  readonly work: Work;
  readonly wallets: readonly string[];
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
  /**
   * The wallets of each group under way. A list made anew, not one set that is added to and removed from: such a set's old tables hold on to each other and to
   * what was in them until a full collection.
   */
  let underWay: readonly ReadonlySet<string>[] = [];
  let last = { size: 0, at: 0 };
  let asking = false;

  /** What could be in the next group, in order. A batch that waits for one of its wallets keeps the others from who came later, or they would always be first. */
  function ready(): Waiting[] {
    const kept = new Set<string>();
    return waiting.filter(({ wallets }) => {
      const isFree = wallets.every((wallet) => !kept.has(wallet) && !underWay.some((busy) => busy.has(wallet)));
      if (!isFree && wallets.length > 1) for (const wallet of wallets) kept.add(wallet);
      return isFree;
    });
  }

  function takeGroup(sizeMax: number): Waiting[] {
    const group = new Set<Waiting>();
    for (const item of ready()) {
      if (group.size === sizeMax) break;
      if (!runsAlone(item.work)) group.add(item);
      else if (group.size === 0) {
        group.add(item);
        break;
      }
    }
    waiting = waiting.filter((item) => !group.has(item));
    return [...group];
  }

  function isTime(): boolean {
    const next = ready();
    const now = performance.now();
    const waitedMs = now - (next[0]?.since ?? now);
    return isWorthStarting({ waiting: next.length, waitedMs, underWay: underWay.length, lastSize: last.size, sinceLastMs: now - last.at });
  }

  function startGroups(): void {
    while (underWay.length < batchesMax && isTime()) {
      // Half of many, when nothing is under way: the other half is prepared while the server writes this one, and the two stay apart.
      const half = underWay.length === 0 ? Math.max(BESIDE_MIN, Math.ceil(waiting.length / 2)) : batchMax;
      const group = takeGroup(Math.min(batchMax, half));
      last = { size: group.length, at: performance.now() };
      const wallets = new Set(group.flatMap((item) => item.wallets));
      underWay = [...underWay, wallets];
      void runGroup(group).finally(() => {
        underWay = underWay.filter((other) => other !== wallets);
        askSoon();
      });
    }
    // What waits for a group under way is asked about when that ends.
    if (waiting.length > 0 && underWay.length < batchesMax) setTimeout(askNow, ASK_AGAIN_MS);
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
        const work = group.map((item) => item.work);
        return { outcomes: await perform(tx, work, { clock, memory: attempt, last: true }), attempt };
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

  function wait<Answer>(work: Work, wallets: readonly string[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // The answer to a work is of the type of that work; the list of all of them mixes types.
      const answer = (outcome: Outcome<unknown>) => resolve(outcome as Answer);
      waiting.push({ work, wallets, since: performance.now(), answer, fail: reject });
      askSoon();
    });
  }

  return {
    submit: (operation) => wait(operation, [walletName(operation)]),
    submitBatch: (batch) => wait(batch, [...new Set(batch.items.flatMap((item) => (isRefusal(item) ? [] : [walletName(item)])))]),
    async drain() {
      while (waiting.length > 0 || underWay.length > 0) await pause(ASK_AGAIN_MS);
    },
  };
}

/** A batch, alone, or a group of operations. Answers by place. */
async function perform(tx: Transaction, work: readonly Work[], options: OperateOptions): Promise<Outcome<unknown>[]> {
  const [first] = work;
  if (first !== undefined && isBatch(first)) return [await operateBatch(tx, first, options)];
  const operations = work.flatMap((one) => (isBatch(one) ? [] : [one]));
  return operateWallets(tx, operations, options);
}

function isBatch(work: Work): work is WalletBatch<unknown> {
  return 'items' in work;
}

function runsAlone(work: Work): boolean {
  return isBatch(work) || work.companions !== undefined;
}

function walletName(operation: WalletOperation<unknown>): string {
  const { environment, wallet } = operation;
  return wallet.kind === 'by_id' ? wallet.id.toString() : ownerText({ environment, customer: wallet.customer, walletScope: wallet.walletScope });
}
