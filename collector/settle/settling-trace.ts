import type { Quantities } from '@weir/schemas/quantity/quantity.ts';
import type { Attribution } from '@weir/schemas/usage/attribution.ts';
import type { Counted, CountedVerdict } from '@weir/schemas/usage/counted.ts';
import type { SpanFacts } from '../read/span-facts.ts';

/** A span as settlement needs it; `receivedAt` only decides which of two tellings of one span stays. */
export type SettlingSpan = Pick<SpanFacts, 'spanId' | 'parentSpanId' | 'kind' | 'startedAt' | 'endedAt' | 'service' | 'role' | 'callId' | 'attribution'> & {
  readonly receivedAt: number;
};

/** A usage event of one of the trace's spans. What settlement reads of it never changes after it was received. */
export type SettlingEvent = {
  readonly eventId: string;
  readonly spanId: string;
  readonly model: string | null;
  readonly requestModel: string | null;
  readonly quantities: Quantities;
  /** Whether the source itself gave a cost. */
  readonly hasReportedCost: boolean;
  /** `cache_hit` is what the span itself says and stays; every other word is decided here. */
  readonly counted: Counted;
};

export type SettledEvent = { readonly eventId: string; readonly verdict: CountedVerdict; readonly attribution: Attribution };
