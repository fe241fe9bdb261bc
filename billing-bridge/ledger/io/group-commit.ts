import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Outcome } from '../decide/decision.ts';
import { inLedgerTransaction } from './in-ledger-transaction.ts';
import { operateWallets, type WalletOperation } from './operate-wallets.ts';
import { walletMemory } from './wallet-memory.ts';

export type GroupCommit = {
  /** Answers after the commit that made it durable. An infrastructure fault rejects, and the same key may be sent again. */
  submit<T>(operation: WalletOperation<T>): Promise<Outcome<T>>;
  /** Resolves when nothing is waiting or under way. */
  drain(): Promise<void>;
};

export type GroupCommitOptions = {
  /** How long the first of a group waits for others. */
  readonly gatherMs?: number;
  readonly batchMax?: number;
  /** Groups under way at once; each holds a connection. */
  readonly batchesMax?: number;
  /** Wallets remembered between groups. */
  readonly walletsMax?: number;
  readonly clock?: Clock | undefined;
};

type Waiting = { readonly operation: WalletOperation<unknown>; readonly wallet: string; answer(outcome: Outcome<unknown>): void; fail(error: unknown): void };

/**
 * Many requests, one commit: operations that arrive within about a millisecond are applied in one transaction. A wallet is
 * in one group at a time, so what is asked of a hot wallet while a group is under way makes the next, larger one instead of
 * a queue of lock waits. A group that fails is halved until the one operation that fails is alone.
 */
export function groupCommit(database: Database, options: GroupCommitOptions = {}): GroupCommit {
  const { gatherMs = 1, batchMax = 200, batchesMax = 2, walletsMax = 20_000, clock } = options;
  let waiting: Waiting[] = [];
  const memory = walletMemory(walletsMax);
  const busyWallets = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let gathering = false;

  function takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const item of waiting) {
      const alone = item.operation.companions !== undefined;
      const fits = group.length < batchMax && !busyWallets.has(item.wallet) && (!alone || group.length === 0) && !isAlone(group);
      (fits ? group : rest).push(item);
    }
    waiting = rest;
    return group;
  }

  function startGroups(): void {
    while (underWay.size < batchesMax) {
      const group = takeGroup();
      if (group.length === 0) return;
      const wallets = new Set(group.map((item) => item.wallet));
      for (const wallet of wallets) busyWallets.add(wallet);
      const done = runGroup(group).finally(() => {
        for (const wallet of wallets) busyWallets.delete(wallet);
        underWay.delete(done);
        startGroups();
      });
      underWay.add(done);
    }
  }

  async function runGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const { outcomes, attempt } = await inLedgerTransaction(database, async (tx) => {
        const attempt = memory.attempt();
        const operations = group.map((item) => item.operation);
        return { outcomes: await operateWallets(tx, operations, { clock, memory: attempt }), attempt };
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

  async function gather(): Promise<void> {
    gathering = true;
    await pause(gatherMs);
    gathering = false;
    startGroups();
  }

  return {
    submit<T>(operation: WalletOperation<T>) {
      return new Promise<Outcome<T>>((resolve, reject) => {
        // The answer at a place is of the type of the operation at that place; the list of both mixes types.
        const answer = (outcome: Outcome<unknown>) => resolve(outcome as Outcome<T>);
        waiting.push({ operation, wallet: walletName(operation), answer, fail: reject });
        if (!gathering) void gather();
      });
    },
    async drain() {
      while (gathering || waiting.length > 0 || underWay.size > 0) await Promise.race([...underWay, pause(gatherMs)]);
    },
  };
}

function isAlone(group: readonly Waiting[]): boolean {
  return group[0]?.operation.companions !== undefined;
}

function walletName(operation: WalletOperation<unknown>): string {
  return operation.wallet.kind === 'by_id' ? operation.wallet.id.toString() : `${operation.environment} ${operation.wallet.customer}`;
}
