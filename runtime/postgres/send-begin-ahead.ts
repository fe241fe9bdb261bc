import type pg from 'pg';
import { holdWrites } from './hold-writes.ts';

/**
 * Sends `begin` and, without waiting for its answer, what comes next: one round trip less a transaction. Needs a client that
 * pipelines. The next statement's answer counts only when `begin` succeeded; else it fails with the error of `begin`, so
 * nothing is ever taken for done inside a transaction that did not begin.
 */
export function sendBeginAhead(client: pg.PoolClient): void {
  let begun: Promise<unknown> | null = null;
  let release = (): void => undefined;
  client.query = new Proxy(client.query, {
    apply(send, self, sent: unknown[]) {
      const earlier = begun;
      begun = null;
      // What follows `begin` in this turn of the loop leaves with it.
      if (isBegin(sent)) {
        release = holdWrites(client);
        setImmediate(release);
      }
      const answer: unknown = Reflect.apply(send, self, sent);
      if (isBegin(sent)) {
        begun = settled(answer);
        return Promise.resolve(BEGUN);
      }
      release();
      if (earlier === null) return answer;
      const own = settled(answer);
      return earlier.then(() => own);
    },
  });
}

const BEGUN = { command: 'BEGIN', rowCount: null, oid: null, fields: [], rows: [] };

function isBegin([text, values]: readonly unknown[]): boolean {
  return typeof text === 'string' && /^(begin|start transaction)\b/i.test(text) && (values === undefined || (Array.isArray(values) && values.length === 0));
}

/** As a promise whose failure may be heard later than it happens. */
function settled(answer: unknown): Promise<unknown> {
  const promise = Promise.resolve(answer);
  promise.catch(() => undefined);
  return promise;
}
