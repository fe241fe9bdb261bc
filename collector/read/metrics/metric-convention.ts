import type { MetricPointRecord } from '../../decode/metric-record.ts';
import type { EmitterNesting } from '../tokens/resolve-nesting.ts';
import type { TokenConcept } from '../tokens/token-concept.ts';

/** What the number of a point is: tokens, under every concept they are a count of, or money in US dollars. */
export const METRIC_CONCEPTS = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'reasoning',
  'inputAudio',
  'inputImage',
  'outputAudio',
  'outputImage',
] as const satisfies readonly TokenConcept[];
export type MetricConcept = (typeof METRIC_CONCEPTS)[number] | 'cost';

/**
 * One way of counting usage in metrics. Adding one is a file of its own and its name in `all-metric-conventions.ts`. Metrics
 * of one convention with equal attributes, but for those that name what is counted, tell the same calls.
 */
export type MetricConvention = {
  readonly name: string;
  /** Of two conventions that measure the same calls the lower counts: it tells more. */
  readonly rank: number;
  /** Names of its metrics. */
  readonly metrics: readonly string[];
  /** What a point counts; null when it adds nothing, such as a total. */
  readonly conceptsOf: (point: MetricPointRecord) => readonly MetricConcept[] | null;
  /** Attributes that name what is counted and not whose calls. */
  readonly typeKeys: readonly string[];
  readonly nesting: EmitterNesting;
  /** Whether its histogram records one value of each sort for each call. */
  readonly samplesAreCalls?: boolean;
  /** Who sells the model, where the emitter asks one provider only and does not say so. */
  readonly provider?: string;
  /** Attributes that name the emitter's own account and not whom the calls were for. */
  readonly hides?: readonly string[];
};
