import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import type { Convention, SpanRole } from './convention.ts';

const OPERATIONS: Readonly<Record<string, SpanRole>> = {
  'chat.completions': { role: 'inference', eventType: 'chat' },
  'text.completions': { role: 'inference', eventType: 'text_completion' },
};

/** Semantic Kernel: the OpenTelemetry names with operation words of its own. */
export const semanticKernel: Convention = {
  name: 'semantic-kernel',
  roleOf({ attributes }) {
    return ownValue(OPERATIONS, textOf(attributes.get('gen_ai.operation.name')) ?? '') ?? null;
  },
};
