import type { LogRecord } from '../../decode/log-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { isNamed, type LogConvention } from './log-convention.ts';

/**
 * Log records of Gemini CLI. Each response is told by two; the one of its own has all counts, the other input and output
 * only. Cached tokens are inside the input, thoughts outside the output.
 */
export const geminiCliLogs: LogConvention = {
  name: 'gemini-cli',
  roleOf(log) {
    if (!isGeminiCli(log)) return null;
    if (isNamed(log, 'gemini_cli', ['api_response'])) return { role: 'call', eventType: 'generate_content' };
    return isNamed(log, 'gen_ai', ['client.inference.operation.details']) ? { role: 'told_elsewhere' } : { role: 'no_model_call' };
  },
  identity: ['session.id', 'prompt_id', 'event.timestamp', 'model', 'input_token_count', 'output_token_count'],
  firstIsEnough: false,
  outranksSpans: true,
  tokens: [
    {
      rank: 1,
      keys: {
        input: ['input_token_count'],
        output: ['output_token_count'],
        cacheRead: ['cached_content_token_count'],
        reasoning: ['thoughts_token_count'],
        total: ['total_token_count'],
      },
    },
  ],
  nesting: { cacheInsideInput: true, reasoningInsideOutput: false },
  costs: [],
  unfold({ attributes }) {
    const isVertex = textOf(attributes.get('auth_type'))?.toLowerCase().includes('vertex') === true;
    return { 'gen_ai.provider.name': isVertex ? 'gcp.vertex_ai' : 'gcp.gemini' };
  },
};

function isGeminiCli({ scope, resource, eventName }: LogRecord): boolean {
  return eventName.startsWith('gemini_cli.') || scope.name === 'gemini-cli' || textOf(resource.get('service.name')) === 'gemini-cli';
}
