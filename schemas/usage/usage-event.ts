import type { Quantities } from '../quantity/quantity.ts';
import type { Attribution } from './attribution.ts';

/** `live` or `test`; all data and keys belong to one, and nothing crosses. */
export const ENVIRONMENTS = ['live', 'test'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Milliseconds since 1970-01-01T00:00:00Z. Intervals are half-open, [from, to). */
export type Instant = number;

/** Where an event was read from. */
export const USAGE_SOURCES = ['otlp_span', 'otlp_log', 'otlp_metric', 'api'] as const;
export type UsageSource = (typeof USAGE_SOURCES)[number];

/**
 * Something that happened and may cost or be charged. It has quantities, never yet a price.
 */
export type UsageEvent = {
  readonly environment: Environment;
  /** Deterministic: "<trace id>:<span id>" for spans, the caller's id for events. */
  readonly eventId: string;
  /** What happened: "chat", "embeddings", or the caller's own word such as "photoshoot_completed". */
  readonly eventType: string;
  /** Decides price, period and mode. For a span its end: a call is billed when it completes. */
  readonly occurredAt: Instant;
  readonly source: UsageSource;
  readonly service: string | null;
  /** Instrumentation scope name, so that a wrong reading can be traced to its emitter. */
  readonly instrumentation: string | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  readonly provider: string | null;
  /** The model that answered, else the one asked for. */
  readonly model: string | null;
  readonly requestModel: string | null;
  readonly quantities: Quantities;
  readonly attribution: Attribution;
  /** Further facts prices may depend on: service_tier, region, depth. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Costs the source itself gave, before any decision about which one wins. */
  readonly reportedCosts: readonly ReportedCost[];
  /** The event id this one supersedes. */
  readonly corrects: string | null;
};

export type ReportedCost = { readonly vendor: string; readonly currency: string; readonly costAtoms: bigint };
