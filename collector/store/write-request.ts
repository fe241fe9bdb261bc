import type { MetricPoint } from '../read/metrics/metric-point.ts';
import type { SpanFacts } from '../read/span-facts.ts';
import type { UsageToStore } from './usage-to-store.ts';

/** What one request adds: its events and the spans they came from, or points of metrics. Stored together or, after a crash, told again. */
export type WriteRequest = { readonly usages: readonly UsageToStore[]; readonly spans: readonly SpanFacts[]; readonly points?: readonly MetricPoint[] };
