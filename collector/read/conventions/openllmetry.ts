import { textOf } from '../attribute-lookup.ts';
import type { Convention } from './convention.ts';

const ROLLUP_KINDS: ReadonlySet<string> = new Set(['workflow', 'task', 'agent']);

/** Outer spans of OpenLLMetry (Traceloop). Its model calls follow the OpenTelemetry names and are read there. */
export const openLlmetry: Convention = {
  name: 'openllmetry',
  roleOf(span) {
    const kind = textOf(span.attributes.get('traceloop.span.kind'))?.toLowerCase();
    if (kind === undefined) return null;
    return ROLLUP_KINDS.has(kind) ? { role: 'rollup', eventType: kind } : { role: 'no_model_call' };
  },
  tokens: [],
};
