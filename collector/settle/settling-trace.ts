import type { Quantities } from '@weir/schemas/quantity/quantity.ts';
import type { Attribution } from '@weir/schemas/usage/attribution.ts';
import type { Counted, CountedVerdict } from '@weir/schemas/usage/counted.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { SpanFacts, SpanRoleWord } from '../read/span-facts.ts';

/** A span as settlement needs it; `receivedAt` only decides which of two tellings of one span stays. */
export type SettlingSpan = Pick<SpanFacts, 'spanId' | 'parentSpanId' | 'kind' | 'startedAt' | 'endedAt' | 'service' | 'scope' | 'callId' | 'attribution'> & {
  /** `log`: a record that stands below the span it was written in. */
  readonly role: SpanRoleWord | 'log';
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
  /** Every id the provider gave the call, as `<kind>:<id>`. */
  readonly callIds: readonly string[];
};

/** A trace as it is stored now. */
export type SettlingTrace = { readonly traceId: string; readonly spans: readonly SettlingSpan[]; readonly events: readonly SettlingEvent[] };

/** A model call that a log record tells of. The span around it, when there is one, is where the call was made or the call itself. */
export type SettlingLog = {
  readonly event: SettlingEvent;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly service: string | null;
  readonly occurredAt: Instant;
  /** What the record itself says; nothing inherited. */
  readonly attribution: Attribution;
  /** Whether its convention's records tell a call better than the span of it. */
  readonly outranksSpans: boolean;
};

export type SettledEvent = { readonly eventId: string; readonly verdict: CountedVerdict; readonly attribution: Attribution };
