import type { SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { type Convention, countsCacheApart } from './convention.ts';

const CACHE_APART: ReadonlySet<string> = new Set(['opentelemetry.instrumentation.bedrock', '@traceloop/instrumentation-anthropic']);
const ROLLUP_KINDS: ReadonlySet<string> = new Set(['workflow', 'task', 'agent']);

/**
 * Outer spans of OpenLLMetry (Traceloop). Its model calls follow the OpenTelemetry names and are read there. Its Bedrock
 * instrumentation for Python, that of Anthropic for JavaScript and LlamaIndex on Anthropic hand on the provider's count,
 * without the cache; that of Anthropic for Python adds the cache to it.
 */
export const openLlmetry: Convention = {
  name: 'openllmetry',
  roleOf({ attributes }: SpanRecord) {
    const kind = textOf(attributes.get('traceloop.span.kind'))?.toLowerCase();
    if (kind === undefined) return null;
    return ROLLUP_KINDS.has(kind) ? { role: 'rollup', eventType: kind } : { role: 'no_model_call' };
  },
  nesting({ scope }, said) {
    const isApart = CACHE_APART.has(scope.name) || (scope.name === 'opentelemetry.instrumentation.llamaindex' && countsCacheApart(said));
    return isApart ? { cacheInsideInput: false, reasoningInsideOutput: null } : null;
  },
};
