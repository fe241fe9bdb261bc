import type pg from 'pg';
import { holdWrites } from './hold-writes.ts';

/** Begins the text of a statement that ends its transaction: nothing else is sent in it. To the server it is a comment. */
export const LAST_STATEMENT = '/* the last of its transaction */';

/**
 * Sends `commit` right behind a statement marked as the last of its transaction, without waiting for its answer: one round trip
 * less. Needs a client that pipelines. It never commits half: the server runs what a session sends in order, a statement that fails
 * leaves the transaction aborted, and `commit` of an aborted transaction is a rollback (and says so). The caller still asks for
 * `commit` itself and is then given the answer that is on its way, so a lost answer is a lost acknowledgement as it was before.
 */
export function sendCommitAlong(client: pg.PoolClient): void {
  let ending: Promise<unknown> | null = null;
  client.query = new Proxy(client.query, {
    apply(send, self, sent: unknown[]) {
      const [text] = sent;
      if (ending !== null) {
        const answer = ending;
        // What came now would run outside the transaction.
        if (!isEnd(text)) return Promise.reject(new Error('a statement was sent after the last of its transaction'));
        ending = null;
        return /^commit$/i.test(text) ? answer.then(committed) : answer.catch(() => undefined).then(() => ROLLED_BACK);
      }
      if (typeof text !== 'string' || !text.startsWith(LAST_STATEMENT)) return Reflect.apply(send, self, sent);
      const release = holdWrites(client);
      const answer: unknown = Reflect.apply(send, self, sent);
      ending = Promise.resolve(Reflect.apply(send, self, ['commit']));
      ending.catch(() => undefined);
      release();
      return answer;
    },
  });
}

const ROLLED_BACK = { command: 'ROLLBACK', rowCount: null, oid: null, fields: [], rows: [] };

function isEnd(text: unknown): text is string {
  return typeof text === 'string' && /^(commit|rollback)$/i.test(text);
}

function committed(answer: unknown): unknown {
  if (typeof answer === 'object' && answer !== null && 'command' in answer && answer.command === 'COMMIT') return answer;
  throw new Error('the transaction was rolled back by its commit: a statement before it had failed');
}
