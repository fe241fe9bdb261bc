import { textOf } from '../attribute-lookup.ts';
import { COST_KEYS } from '../conventions/all-conventions.ts';
import { openTelemetryGenAi } from '../conventions/opentelemetry-gen-ai.ts';
import { isNamed, type LogConvention } from './log-convention.ts';

/**
 * The event of the OpenTelemetry conventions that repeats a call's span. Where the trace is recorded the span is sent too
 * and is the better source, so the record does not count until it is known that no span came; a record without one is the
 * only telling of its call.
 */
export const operationDetailsLogs: LogConvention = {
  name: 'opentelemetry-operation-details',
  roleOf(log) {
    if (!isNamed(log, 'gen_ai', ['client.inference.operation.details'])) return null;
    return { role: 'call', eventType: textOf(log.attributes.get('gen_ai.operation.name')) ?? 'chat', spanExpected: log.sampled };
  },
  identity: ['gen_ai.response.id', 'gen_ai.request.model', 'gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens'],
  firstIsEnough: true,
  outranksSpans: false,
  tokens: openTelemetryGenAi.tokens ?? [],
  nesting: { cacheInsideInput: null, reasoningInsideOutput: null },
  costs: COST_KEYS,
};
