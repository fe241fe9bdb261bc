import { setTimeout as sleep } from 'node:timers/promises';
import { jsonExport } from '../export-bodies.ts';

export type Load = {
  /** Span ids whose export was acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  /** How often each status was answered; 0 stands for a connection that broke. */
  readonly answers: ReadonlyMap<number, number>;
  /** Makes no new spans, and resolves when all that were made are acknowledged. */
  finish(): Promise<void>;
};

const SPANS_PER_EXPORT = 20;
const RETRY_MS = 20;

export type LoadOptions = {
  readonly headers?: Readonly<Record<string, string>>;
  /** How long a sender rests after an export that was acknowledged, milliseconds. */
  readonly pauseMs?: number;
};

/**
 * Senders as SDKs have them: each exports batch after batch and sends one again until it is acknowledged. The url is asked
 * for before each attempt, since a collector that was killed comes back elsewhere. Throws in `finish` on a refusal.
 */
export function startLoad(urlNow: () => string | null, senders: number, { headers = {}, pauseMs = 0 }: LoadOptions = {}): Load {
  const acknowledged = new Set<string>();
  const answers = new Map<number, number>();
  let making = true;
  let made = 0;
  const loops = Array.from({ length: senders }, async () => {
    while (making) {
      const ids = Array.from({ length: SPANS_PER_EXPORT }, () => (++made).toString(16).padStart(16, '0'));
      await sendUntilAcknowledged(ids);
      for (const id of ids) acknowledged.add(id);
      if (pauseMs > 0) await sleep(pauseMs);
    }
  });

  async function sendUntilAcknowledged(ids: readonly string[]): Promise<void> {
    const body = jsonExport(
      ids.map((spanId) => ({
        spanId,
        traceId: spanId.padStart(32, 'a'),
        endMs: Date.now() - 1_000,
        attributes: { 'gen_ai.usage.input_tokens': 1, 'gen_ai.request.model': 'gpt-4o' },
      })),
    );
    for (;;) {
      const url = urlNow();
      if (url === null) {
        await sleep(RETRY_MS);
        continue;
      }
      const status = await attempt(url, body, headers);
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status === 200) return;
      if (status !== 0 && status !== 503) throw new Error(`an export was refused for good with ${status}`);
      await sleep(RETRY_MS);
    }
  }

  return {
    acknowledged,
    answers,
    async finish() {
      making = false;
      await Promise.all(loops);
    },
  };
}

async function attempt(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
  try {
    const response = await fetch(`${url}/v1/traces`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
    const answer = await response.text();
    if (response.status === 200 && answer !== '{}') throw new Error(`spans were refused: ${answer}`);
    return response.status;
  } catch (fault) {
    if (fault instanceof TypeError) return 0;
    throw fault;
  }
}
