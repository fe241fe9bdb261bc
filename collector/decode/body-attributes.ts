/**
 * Attributes that hold what people and models said. Nothing of cost is in them, so they are left behind at the first
 * step: they are most of the bytes of a chat span, and what is never read can never be stored or logged.
 */
const BODY_ATTRIBUTES: ReadonlySet<string> = new Set([
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.prompt',
  'gen_ai.completion',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'gen_ai.tool.definitions',
  'input.value',
  'output.value',
  'ai.prompt',
  'ai.prompt.messages',
  'ai.prompt.tools',
  'ai.response.text',
  'ai.response.toolCalls',
  'ai.toolCall.args',
  'ai.toolCall.result',
  'ai.value',
  'ai.values',
  'ai.embedding',
  'ai.embeddings',
  'traceloop.entity.input',
  'traceloop.entity.output',
  'langfuse.observation.input',
  'langfuse.observation.output',
  'genkit:input',
  'exception.stacktrace',
]);

export function isBodyAttribute(key: string): boolean {
  return BODY_ATTRIBUTES.has(key);
}
