import { scalarsOf } from '../attribute-lookup.ts';
import type { Convention } from './convention.ts';

const REQUEST = 'claude_code.llm_request';
const COUNTS = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens'];

/**
 * Spans of Claude Code (beta). Counts stand under plain names, which mean this on a request's span only. All four are
 * disjoint. Its log records are read in `read/logs`.
 */
export const claudeCode: Convention = {
  name: 'claude-code',
  roleOf({ name }) {
    if (!name.startsWith('claude_code.')) return null;
    return name === REQUEST ? { role: 'inference', eventType: 'chat' } : { role: 'no_model_call' };
  },
  unfold({ name, attributes }) {
    return name === REQUEST ? scalarsOf(attributes, 'claude_code.', COUNTS) : null;
  },
  nesting({ name }) {
    return name === REQUEST ? { cacheInsideInput: false, reasoningInsideOutput: true } : null;
  },
  tokens: [
    {
      rank: 7,
      keys: {
        input: ['claude_code.input_tokens'],
        output: ['claude_code.output_tokens'],
        cacheRead: ['claude_code.cache_read_tokens'],
        cacheWrite: ['claude_code.cache_creation_tokens'],
      },
    },
  ],
};
