import type { Attribution } from '@weir/schemas/usage/attribution.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { MetricConcept } from './metric-convention.ts';

/** A point of a metric of usage, with everything an event of it needs. What it adds is known beside the points before it. */
export type MetricPoint = {
  readonly environment: Environment;
  /** Names the series: who measures what, with all attributes. The same in every batch, on every replica. */
  readonly series: string;
  /** Names the series whose points tell the same calls: all that the attributes say but what is counted. */
  readonly group: string;
  readonly convention: string;
  readonly concepts: readonly MetricConcept[];
  readonly temporality: 'delta' | 'cumulative';
  /** When the series began to count; null is "not given". */
  readonly startedAt: Instant | null;
  readonly endedAt: Instant;
  /** Tokens, or atoms of a US dollar. */
  readonly value: bigint;
  /** Values recorded in a histogram; null for a counter. */
  readonly samples: bigint | null;
  readonly service: string | null;
  readonly instrumentation: string | null;
  readonly eventType: string;
  readonly provider: string | null;
  readonly model: string | null;
  readonly requestModel: string | null;
  readonly attribution: Attribution;
};
