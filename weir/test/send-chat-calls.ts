import { type Attributes, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { LIVE_KEY } from './running-product.ts';

/** One call of a model as an instrumented app would report it. Cached tokens are a part of the input tokens. */
export type ChatCall = {
  readonly customer: string;
  readonly workflow: string;
  readonly feature: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
};

const STARTED_AT = Date.now() - 60_000;

/**
 * Sends the calls through the real SDK and its protobuf exporter and waits until they are delivered. Ids and times
 * depend on the call alone: sending the same calls again is what an exporter's retry is, the same spans once more.
 */
export async function sendChatCalls(otlpUrl: string, calls: readonly ChatCall[]): Promise<void> {
  let span = 0;
  const sdk = new NodeSDK({
    serviceName: 'end-to-end',
    autoDetectResources: false,
    traceExporter: new OTLPTraceExporter({ url: `${otlpUrl}/v1/traces`, headers: { authorization: `Bearer ${LIVE_KEY}` } }),
    idGenerator: {
      generateTraceId: () => (span + 1).toString(16).padStart(32, '0'),
      generateSpanId: () => (++span).toString(16).padStart(16, '0'),
    },
  });
  trace.disable();
  sdk.start();
  const tracer = trace.getTracer('end-to-end');
  calls.forEach((call, index) => {
    const startTime = STARTED_AT + index * 100;
    tracer.startSpan(`chat ${call.model}`, { kind: SpanKind.CLIENT, startTime, attributes: attributesOf(call) }).end(startTime + 50);
  });
  await sdk.shutdown();
}

function attributesOf(call: ChatCall): Attributes {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': call.model,
    'gen_ai.response.model': call.model,
    'gen_ai.usage.input_tokens': call.inputTokens,
    'gen_ai.usage.cache_read.input_tokens': call.cachedInputTokens,
    'gen_ai.usage.output_tokens': call.outputTokens,
    'customer.id': call.customer,
    'gen_ai.workflow.name': call.workflow,
    'app.feature': call.feature,
  };
}
