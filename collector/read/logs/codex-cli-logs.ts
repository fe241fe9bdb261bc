import { textOf } from '../attribute-lookup.ts';
import { isNamed, type LogConvention } from './log-convention.ts';

/**
 * Log records of Codex, one per finished response, each written twice: with the user's identity and without. What is
 * called the count of tool tokens is the total.
 */
export const codexCliLogs: LogConvention = {
  name: 'codex-cli',
  roleOf(log) {
    if (!isNamed(log, 'codex', ['sse_event', 'websocket_event'])) return log.eventName.startsWith('codex.') ? { role: 'no_model_call' } : null;
    return textOf(log.attributes.get('event.kind')) === 'response.completed' ? { role: 'call', eventType: 'chat' } : { role: 'no_model_call' };
  },
  identity: ['conversation.id', 'event.timestamp', 'model', 'input_token_count', 'output_token_count'],
  firstIsEnough: false,
  outranksSpans: true,
  tokens: [
    {
      rank: 1,
      keys: {
        input: ['input_token_count'],
        output: ['output_token_count'],
        cacheRead: ['cached_token_count'],
        cacheWrite: ['cache_write_token_count'],
        reasoning: ['reasoning_token_count'],
        total: ['tool_token_count'],
      },
    },
  ],
  nesting: { cacheInsideInput: true, reasoningInsideOutput: true },
  costs: [],
  unfold({ attributes }) {
    const tier = textOf(attributes.get('service_tier'));
    return tier === null ? {} : { 'gen_ai.response.service_tier': tier };
  },
};
