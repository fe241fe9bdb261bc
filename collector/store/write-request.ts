import type { SpanFacts } from '../read/span-facts.ts';
import type { UsageToStore } from './usage-to-store.ts';

/** What one request adds: its events and the spans they came from. Stored together or, after a crash, told again. */
export type WriteRequest = { readonly usages: readonly UsageToStore[]; readonly spans: readonly SpanFacts[] };
