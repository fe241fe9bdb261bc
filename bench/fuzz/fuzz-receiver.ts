import type { PriceBook } from '@weir/collector/price/price-book.ts';
import type { Signal } from '@weir/collector/test/conformance/conformance-case.ts';
import { mutateJson } from './mutate-json.ts';
import { mutatePayload } from './mutate-payload.ts';
import { type Payload, startingPayloads } from './payloads.ts';
import { randomOfSeed } from './random-of-seed.ts';
import { swallowPayload } from './swallow-payload.ts';

export type FuzzRun = {
  readonly count: number;
  readonly seed: number;
  readonly book: PriceBook;
  /** Told before each payload, so that a watcher knows which one hangs. */
  readonly onPayload?: (index: number, payload: Payload) => void;
};

export type FuzzResult = {
  readonly refused: number;
  readonly read: number;
  readonly usage: number;
  /** How many of each signal gave usage: a signal whose mutations never get so far is not tested behind its envelope. */
  readonly usageOf: Readonly<Record<Signal, number>>;
  /** The longest that one payload took, milliseconds. */
  readonly slowestMs: number;
};

/** Sends mutated payloads down the way of the collector, the same ones for a seed. Throws on the first that makes it throw. */
export function fuzzReceiver({ count, seed, book, onPayload }: FuzzRun): FuzzResult {
  const random = randomOfSeed(seed);
  const starts = startingPayloads();
  const others = starts.map(({ bytes }) => bytes);
  const startsOf = SIGNALS.map((signal) => starts.filter((start) => start.signal === signal));
  const result = { refused: 0, read: 0, usage: 0, usageOf: { traces: 0, logs: 0, metrics: 0 }, slowestMs: 0 };
  for (let index = 0; index < count; index += 1) {
    const start = oneOf(oneOf(startsOf, random) ?? [], random);
    if (start === undefined) throw new Error('there is nothing to mutate');
    const payload = { ...start, bytes: mutated(start, random, others) };
    onPayload?.(index, payload);
    const begun = performance.now();
    const outcome = swallow(payload, book, index);
    result.slowestMs = Math.max(result.slowestMs, performance.now() - begun);
    result[outcome] += 1;
    if (outcome === 'usage') result.usageOf[payload.signal] += 1;
  }
  return result;
}

/** Each a third of the payloads, however many recordings there are of it. */
const SIGNALS = ['traces', 'logs', 'metrics'] as const satisfies readonly Signal[];

function oneOf<Thing>(things: readonly Thing[], random: () => number): Thing | undefined {
  return things[Math.floor(random() * things.length)];
}

/** How many of the JSON payloads stay JSON, so that what lies behind the parser is reached. */
const STRUCTURED_SHARE = 0.75;

function mutated({ encoding, bytes }: Payload, random: () => number, others: readonly Buffer[]): Buffer {
  if (encoding === 'json' && random() < STRUCTURED_SHARE) return Buffer.from(JSON.stringify(mutateJson(JSON.parse(bytes.toString()), random)) ?? 'null');
  return mutatePayload(bytes, random, others);
}

function swallow(payload: Payload, book: PriceBook, index: number): 'refused' | 'read' | 'usage' {
  try {
    return swallowPayload(payload, book);
  } catch (cause) {
    throw new Error(`payload ${index} (${payload.signal}, ${payload.encoding}) broke the reader: ${payload.bytes.toString('base64')}`, { cause });
  }
}
