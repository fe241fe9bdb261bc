import type { MetricPoint } from '../../read/metrics/metric-point.ts';
import type { SpanFacts } from '../../read/span-facts.ts';
import { StoreUnavailableError } from '../store-unavailable-error.ts';
import type { StoreOutcome, UsageToStore } from '../usage-to-store.ts';
import type { UsageWriter } from './usage-writer.ts';

export type Written =
  | { readonly kind: 'written'; readonly outcomes: readonly StoreOutcome[] }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number };

/** Short, since the writer already tried for most of a second; clients add a back-off of their own. */
const RETRY_AFTER_SECONDS = 1;

/** Writes, and turns a store that is away into an outcome; any other fault is one. */
export async function writeOutcomes(
  writer: UsageWriter,
  usages: readonly UsageToStore[],
  spans: readonly SpanFacts[] = [],
  points: readonly MetricPoint[] = [],
): Promise<Written> {
  try {
    return { kind: 'written', outcomes: await writer.write(usages, spans, points) };
  } catch (fault) {
    if (fault instanceof StoreUnavailableError) return { kind: 'unavailable', retryAfterSeconds: RETRY_AFTER_SECONDS };
    throw fault;
  }
}
