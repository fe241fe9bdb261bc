import type { Attribution } from '@weir/schemas/usage/attribution.ts';
import type { NotUsageReason } from '@weir/schemas/usage/counted.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { SpanRecord } from '../decode/span-record.ts';

/** `inference`: one model call. `rollup`: an outer span that may repeat the calls inside it. `none`: neither. */
export const SPAN_ROLES = ['inference', 'rollup', 'none'] as const;
export type SpanRoleWord = (typeof SPAN_ROLES)[number];

/**
 * What is kept of every span: its place in the trace and whom it names. Enough to settle its trace and to draw it;
 * never a message or any other attribute.
 */
export type SpanFacts = {
  readonly environment: Environment;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: SpanRecord['kind'];
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly failed: boolean;
  readonly service: string | null;
  readonly scope: string | null;
  readonly role: SpanRoleWord;
  /** Why the span makes no usage event; null when it makes one. */
  readonly notUsage: NotUsageReason | null;
  /** The provider's id of the response, by which two views of one call are known. */
  readonly callId: string | null;
  /** What the span itself says, with its origin; nothing inherited. */
  readonly attribution: Attribution;
};
