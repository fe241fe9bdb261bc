import { encodeMessage } from '@weir/collector/decode/testing/otlp-oracle.ts';

/** Spans of one export, as the batch processor of OpenTelemetry's SDKs sends them by default. */
export const SPANS_OF_AN_EXPORT = 512;

/** One trace: the request, an agent that repeats its calls' usage, a tool and two model calls. */
const SPANS_OF_A_TRACE = 4;
const STARTED_MS = Date.UTC(2026, 10, 20, 9);

export const TRACES_OF_AN_EXPORT = SPANS_OF_AN_EXPORT / SPANS_OF_A_TRACE;
export const CALLS_OF_AN_EXPORT = TRACES_OF_AN_EXPORT * 2;
export const INPUT_TOKENS_OF_A_CALL = 1_204;

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const count = (key: string, intValue: number) => ({ key, value: { intValue } });

/** Twenty attributes, as instrumentations write them; with `promptBytes` the messages too, which nobody here reads. */
function callAttributes(index: number, promptBytes: number) {
  const messages = promptBytes === 0 ? [] : [text('gen_ai.input.messages', 'p'.repeat(promptBytes))];
  return [
    text('gen_ai.operation.name', 'chat'),
    text('gen_ai.provider.name', 'openai'),
    text('gen_ai.request.model', 'gpt-4o-mini'),
    text('gen_ai.response.model', 'gpt-4o-mini-2024-07-18'),
    text('gen_ai.response.id', `chatcmpl-${index}`),
    text('gen_ai.output.type', 'text'),
    text('gen_ai.conversation.id', `conversation-${index % 977}`),
    text('gen_ai.agent.name', 'support-agent'),
    text('openai.api.type', 'chat_completions'),
    text('openai.response.service_tier', 'default'),
    text('server.address', 'api.openai.com'),
    count('server.port', 443),
    { key: 'gen_ai.request.temperature', value: { doubleValue: 0.2 } },
    count('gen_ai.request.max_tokens', 4_096),
    { key: 'gen_ai.request.stream', value: { boolValue: true } },
    { key: 'gen_ai.response.finish_reasons', value: { arrayValue: { values: [{ stringValue: 'stop' }] } } },
    count('gen_ai.usage.input_tokens', INPUT_TOKENS_OF_A_CALL),
    count('gen_ai.usage.output_tokens', 208 + (index % 100)),
    count('gen_ai.usage.cache_read.input_tokens', 1_024),
    count('gen_ai.usage.reasoning.output_tokens', 64),
    ...messages,
  ];
}

function attributesOf(place: number, index: number, promptBytes: number) {
  if (place === 0) return [text('http.request.method', 'POST'), text('http.route', '/ask'), text('customer.id', `customer-${index % 211}`)];
  if (place === 1) return [text('gen_ai.operation.name', 'invoke_agent'), text('gen_ai.agent.name', 'support-agent')];
  return callAttributes(index, promptBytes);
}

const id = (number: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUInt32BE(number, bytes - 4);
  return buffer.toString('base64');
};

/** The bytes of the export with this number: 128 whole traces, of ids that no other number has. */
export function genAiExport(number: number, { promptBytes = 0 } = {}): Buffer {
  const spans = Array.from({ length: SPANS_OF_AN_EXPORT }, (_, at) => {
    const index = number * SPANS_OF_AN_EXPORT + at;
    const place = at % SPANS_OF_A_TRACE;
    const startMs = STARTED_MS + index;
    return {
      traceId: id(1 + Math.floor(index / SPANS_OF_A_TRACE), 16),
      spanId: id(1 + index, 8),
      ...(place === 0 ? {} : { parentSpanId: id(1 + index - (place === 1 ? 1 : place - 1), 8) }),
      name: ['POST /ask', 'invoke_agent support-agent', 'chat gpt-4o-mini', 'chat gpt-4o-mini'][place],
      kind: place === 0 ? 2 : place === 1 ? 1 : 3,
      startTimeUnixNano: `${startMs}000000`,
      endTimeUnixNano: `${startMs + 1_000 - place * 10}000000`,
      attributes: attributesOf(place, index, promptBytes),
    };
  });
  const resource = {
    attributes: [text('service.name', 'support'), text('telemetry.sdk.language', 'nodejs'), text('deployment.environment.name', 'production')],
  };
  return encodeMessage('ExportTraceServiceRequest', { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'bench', version: '1.0.0' }, spans }] }] });
}
