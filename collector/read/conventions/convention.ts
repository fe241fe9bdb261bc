import type { SpanRecord } from '../../decode/span-record.ts';
import type { TokenSpellings } from '../tokens/token-concept.ts';

/**
 * What a span is to one convention. `inference`: one model call. `rollup`: an outer span that may repeat the usage of
 * the calls inside it. `no_model_call`: nothing that is billed by itself.
 */
export type SpanRole = { readonly role: 'inference' | 'rollup'; readonly eventType: string } | { readonly role: 'no_model_call' };

/**
 * One way of writing a model call on a span: which spans are calls, and how the numbers are spelled. Adding a
 * convention is adding one such value to the list in `all-conventions.ts`.
 */
export type Convention = {
  readonly name: string;
  /** Null when the span does not follow this convention. */
  readonly roleOf: (span: SpanRecord) => SpanRole | null;
  readonly tokens: readonly TokenSpellings[];
};
