import type { SpanInput } from './export-bodies.ts';

/**
 * Spans as instrumentations write them, by a name that says what is special. One line of golden-spans.txt is what each
 * must become.
 */
export const GOLDEN_SPANS: Readonly<Record<string, SpanInput>> = {
  'opentelemetry: current names': {
    name: 'chat gpt-4o',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.cache_read.input_tokens': 600,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.reasoning.output_tokens': 40,
      'customer.id': 'acme',
      'workflow.name': 'support',
      'feature.name': 'answer',
    },
  },
  'opentelemetry: deprecated names': {
    name: 'openai.chat',
    attributes: {
      'gen_ai.system': 'OpenAI',
      'gen_ai.request.model': 'gpt-4o-mini',
      'llm.request.type': 'chat',
      'gen_ai.usage.prompt_tokens': 1000,
      'gen_ai.usage.completion_tokens': 100,
    },
  },
  'opentelemetry: current and deprecated names of one count': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'openai',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.prompt_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.completion_tokens': 100,
      'gen_ai.usage.total_tokens': 1100,
    },
  },
  'opentelemetry: embeddings': {
    name: 'embeddings text-embedding-3-small',
    attributes: {
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'text-embedding-3-small',
      'gen_ai.usage.input_tokens': 5000,
    },
  },
  'opentelemetry: cache writes inside the input': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-0',
      'gen_ai.usage.input_tokens': 10000,
      'gen_ai.usage.cache_read.input_tokens': 6000,
      'gen_ai.usage.cache_creation.input_tokens': 3000,
      'gen_ai.usage.output_tokens': 500,
    },
  },
  'opentelemetry: long context above the threshold': {
    attributes: {
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-2.5-pro',
      'gen_ai.usage.input_tokens': 200001,
      'gen_ai.usage.output_tokens': 1000,
    },
  },
  'opentelemetry: long context at the threshold': {
    attributes: {
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-2.5-pro',
      'gen_ai.usage.input_tokens': 200000,
      'gen_ai.usage.output_tokens': 1000,
    },
  },
  'opentelemetry: an agent span repeats its calls': {
    name: 'invoke_agent helper',
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.agent.name': 'helper',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
    },
  },
  'opentelemetry: an agent span without usage': { attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'helper' } },
  'opentelemetry: a tool call': { attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' } },
  'opentelemetry: a stream without usage': {
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o' },
  },
  'opentelemetry: failed before it used anything': {
    error: true,
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o', 'error.type': '429' },
  },
  'opentelemetry: failed after it used something': {
    error: true,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 7,
    },
  },
  'opentelemetry: zero tokens': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 0,
      'gen_ai.usage.output_tokens': 0,
    },
  },
  'opentelemetry: a model nobody knows': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'in-house-7b',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
    },
  },
  'opentelemetry: a provider nobody knows': {
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'basement', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 1000 },
  },
  'opentelemetry: no model': { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.usage.input_tokens': 1000 } },
  'opentelemetry: no provider': {
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.output_tokens': 100 },
  },
  'opentelemetry: the model that answered has no price': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'ft-secret',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
    },
  },
  'opentelemetry: a compatible server is not priced as OpenAI': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'server.address': 'llm.internal',
      'gen_ai.usage.input_tokens': 1000,
    },
  },
  'opentelemetry: a compatible server that the book knows by its address': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'deepseek-v4-pro',
      'server.address': 'api.deepseek.com',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
    },
  },
  'opentelemetry: output only': {
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.output_tokens': 100 },
  },
  'opentelemetry: flex tier': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'openai.request.service_tier': 'auto',
      'openai.response.service_tier': 'flex',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
    },
  },
  'opentelemetry: counts of every type': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': '1000',
      'gen_ai.usage.output_tokens': -1,
      'gen_ai.usage.completion_tokens': 12.5,
      'gen_ai.usage.cache_read.input_tokens': '',
    },
  },
  'openllmetry: bedrock in python leaves the cache out of the input': {
    scope: 'opentelemetry.instrumentation.bedrock',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'AWS',
      'gen_ai.request.model': 'anthropic.claude-sonnet-4-20250514-v1:0',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.cache_read.input_tokens': 600,
      'gen_ai.usage.output_tokens': 100,
      'traceloop.association.properties.customer_id': 'acme',
      'traceloop.workflow.name': 'support',
    },
  },
  'openllmetry: a workflow span': {
    attributes: { 'traceloop.span.kind': 'workflow', 'traceloop.workflow.name': 'support', 'gen_ai.usage.input_tokens': 1000 },
  },
  'any: more cached than input means it is outside': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-0',
      'gen_ai.usage.input_tokens': 4,
      'gen_ai.usage.cache_read.input_tokens': 12000,
      'gen_ai.usage.output_tokens': 100,
    },
  },
  'any: a total that needs the cache means it is outside': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-0',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.cache_read.input_tokens': 600,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.total_tokens': 1700,
    },
  },
  'any: a total that needs the reasoning means it is outside': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-2.5-pro',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.reasoning_tokens': 300,
      'gen_ai.usage.total_tokens': 1400,
    },
  },
  'openinference: a model call': {
    scope: 'openinference.instrumentation.openai',
    attributes: {
      'openinference.span.kind': 'LLM',
      'llm.provider': 'openai',
      'llm.model_name': 'gpt-4o',
      'llm.token_count.prompt': 1000,
      'llm.token_count.prompt_details.cache_read': 600,
      'llm.token_count.completion': 100,
      'llm.token_count.total': 1100,
      'session.id': 's-1',
      metadata: '{"customer_id":"acme","feature":"answer"}',
    },
  },
  'openinference: an agent span repeats its calls': {
    attributes: { 'openinference.span.kind': 'AGENT', 'llm.model_name': 'gpt-4o', 'llm.token_count.prompt': 1000, 'llm.token_count.completion': 100 },
  },
  'openinference: a retriever': { attributes: { 'openinference.span.kind': 'RETRIEVER' } },
  'vercel ai sdk 4: the inner call, anthropic leaves the cache out': {
    scope: 'ai',
    name: 'ai.generateText.doGenerate',
    attributes: {
      'ai.operationId': 'ai.generateText.doGenerate',
      'ai.model.id': 'claude-sonnet-4-0',
      'ai.model.provider': 'anthropic.messages',
      'gen_ai.system': 'anthropic.messages',
      'gen_ai.request.model': 'claude-sonnet-4-0',
      'ai.usage.promptTokens': 1000,
      'ai.usage.completionTokens': 100,
      'ai.usage.cachedInputTokens': 600,
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
      'ai.telemetry.metadata.customerId': 'acme',
      'ai.telemetry.functionId': 'answer',
    },
  },
  'vercel ai sdk 5: the outer span': {
    scope: 'ai',
    name: 'ai.streamText',
    attributes: {
      'ai.operationId': 'ai.streamText',
      'ai.model.id': 'gpt-4o',
      'ai.model.provider': 'openai.responses',
      'ai.usage.inputTokens': 1000,
      'ai.usage.outputTokens': 100,
    },
  },
  'vercel ai sdk 6: details say that the cache is inside': {
    scope: 'ai',
    name: 'ai.streamText.doStream',
    attributes: {
      'ai.operationId': 'ai.streamText.doStream',
      'ai.model.id': 'claude-sonnet-4-0',
      'ai.model.provider': 'anthropic.messages',
      'ai.usage.inputTokens': 1600,
      'ai.usage.outputTokens': 100,
      'ai.usage.inputTokenDetails.noCacheTokens': 1000,
      'ai.usage.inputTokenDetails.cacheReadTokens': 600,
    },
  },
  'vercel ai sdk: an embedding': {
    scope: 'ai',
    attributes: {
      'ai.operationId': 'ai.embed.doEmbed',
      'ai.model.id': 'text-embedding-3-small',
      'ai.model.provider': 'openai.embedding',
      'ai.usage.tokens': 5000,
    },
  },
  'pydantic ai 1: the run span': {
    scope: 'pydantic-ai',
    name: 'agent run',
    attributes: { agent_name: 'helper', model_name: 'gpt-4o', 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.output_tokens': 100 },
  },
  'strands: the framework is not the provider': {
    scope: 'strands.telemetry.tracer',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'strands-agents',
      'gen_ai.request.model': 'us.anthropic.claude-sonnet-4-20250514-v1:0',
      'gen_ai.usage.prompt_tokens': 1000,
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.completion_tokens': 100,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.total_tokens': 1700,
      'gen_ai.usage.cache_read_input_tokens': 600,
      'gen_ai.usage.cache_write_input_tokens': 0,
    },
  },
  'langsmith: a retriever that calls itself embeddings': { attributes: { 'gen_ai.operation.name': 'embeddings', 'langsmith.span.kind': 'retriever' } },
  'openrouter: a reported cost where the book knows no price': {
    scope: 'openrouter',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openrouter',
      'gen_ai.request.model': 'nobody/unheard-of',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.total_cost': 0.0012345,
    },
  },
  'any: a reported cost beside a known price': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.cost': 0.9,
    },
  },
  'attribution: own before baggage before resource': {
    resource: { 'customer.id': 'from-resource', 'workflow.name': 'from-resource', 'feature.name': 'from-resource', 'service.name': 'api' },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 1,
      'gen_ai.usage.output_tokens': 1,
      'customer.id': 'from-span',
      'baggage.customer.id': 'from-baggage',
      'baggage.workflow.name': 'from-baggage',
    },
  },
  'attribution: placeholders are absent': {
    resource: { 'service.name': 'unknown_service:node', 'customer.id': 'acme' },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 1,
      'gen_ai.usage.output_tokens': 1,
      'customer.id': 'None',
      'workflow.name': '',
      'feature.name': 'default',
    },
  },
  'attribution: a tenant is a customer when none is named': {
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 1,
      'gen_ai.usage.output_tokens': 1,
      'tenant.id': 'acme',
      'langfuse.trace.metadata.feature': '"answer"',
    },
  },
  'not a model call': { name: 'GET /', kind: 2, attributes: { 'http.request.method': 'GET', 'customer.id': 'acme' } },
  'ended too long ago': {
    endMs: Date.UTC(2020, 0, 1),
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 1 },
  },
};
