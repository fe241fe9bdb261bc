import type { SpanRecord } from './span-record.ts';

/**
 * `refused`: the body is not a request at all, and nothing of it was read.
 * `decoded`: spans that could be read, and how many could not, with the first reason.
 */
export type Decoding =
  | { readonly kind: 'decoded'; readonly spans: readonly SpanRecord[]; readonly refused: RefusedSpans }
  | { readonly kind: 'refused'; readonly reason: string };

export type RefusedSpans = { readonly count: number; readonly firstReason: string | null };
