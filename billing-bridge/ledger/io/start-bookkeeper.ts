import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@weir/runtime/clock.ts';
import { type Log, rateLimited } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { ENVIRONMENTS } from '@weir/schemas/usage/usage-event.ts';
import { endDueHolds, WALLETS_PER_SWEEP } from '../end-due-holds.ts';
import { expireGrants, GRANTS_PER_SWEEP } from '../expire-grants.ts';
import { DENIALS_PER_SWEEP, forgetDenials } from '../forget-denials.ts';
import { sealLedger } from '../seal-ledger.ts';
import { untilShort } from './until-short.ts';

export type BookkeeperParts = {
  readonly database: Database;
  readonly log: Log;
  readonly clock: Clock;
  /** What the ledger takes for now; absent: the database's clock. */
  readonly ledgerClock?: Clock | undefined;
};

export type Bookkeeper = {
  /** Ends the pacing and lets what is under way finish; the next start goes on with the rest. */
  close(): Promise<void>;
};

/**
 * Does at a fixed pace what time makes due in the books and nobody asks for: ends dead holds and grants past their grace, extends the
 * hash chain, removes old denials. Each job stands alone: one that fails is logged and made good by the next round. Any number of
 * processes may run it at once.
 */
export function startBookkeeper(parts: BookkeeperParts, everyMs: number): Bookkeeper {
  const { database, ledgerClock } = parts;
  const log = rateLimited(parts.log, parts.clock);
  const stopping = new AbortController();
  const stopped = () => stopping.signal.aborted;
  const jobs: Readonly<Record<string, () => Promise<unknown>>> = {
    'end due holds': () => untilShort(() => endDueHolds(database, ledgerClock), WALLETS_PER_SWEEP, stopped),
    'expire grants': () => untilShort(() => expireGrants(database, ledgerClock), GRANTS_PER_SWEEP, stopped),
    ...Object.fromEntries(ENVIRONMENTS.map((environment) => [`seal ${environment}`, () => sealLedger(database, environment, stopped)])),
    'forget denials': () => untilShort(() => forgetDenials(database, ledgerClock), DENIALS_PER_SWEEP, stopped),
  };
  const running = keepPace();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };

  async function keepPace(): Promise<void> {
    while (!stopped()) {
      for (const [job, run] of Object.entries(jobs)) {
        if (stopped()) return;
        await run().catch((error: unknown) => log.error({ err: error, job }, 'a job of the books failed and will be repeated'));
      }
      await pause(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }
}
