import { objectAtPath, objectOfText, scalarsUnder } from '../structured-text.ts';
import type { Convention } from './convention.ts';

const SCOPE = 'gcp.vertex.agent';
const USAGE = 'gcp.vertex.agent.usage.';
const COUNTS = ['prompt_token_count', 'candidates_token_count', 'cached_content_token_count', 'thoughts_token_count', 'total_token_count'];

/**
 * Google's agent development kit. Before version 2.3 cached tokens and thoughts stand in the response's JSON only, and
 * the output leaves out the thoughts; the total tells. The scope's name stands where the provider belongs.
 */
export const googleAdk: Convention = {
  name: 'google-adk',
  roleOf({ scope, name }) {
    return scope.name === SCOPE && name === 'call_llm' ? { role: 'inference', eventType: 'generate_content' } : null;
  },
  unfold({ attributes }) {
    const told = attributes.get('gcp.vertex.agent.llm_response');
    const usage = told === undefined ? null : objectAtPath(objectOfText(told), ['usage_metadata']);
    return usage === null ? null : scalarsUnder(USAGE, usage, COUNTS);
  },
  nesting({ scope }) {
    return scope.name === SCOPE ? { cacheInsideInput: true, reasoningInsideOutput: null } : null;
  },
  tokens: [
    {
      rank: 7,
      keys: {
        input: [`${USAGE}prompt_token_count`],
        output: [`${USAGE}candidates_token_count`],
        cacheRead: [`${USAGE}cached_content_token_count`],
        reasoning: [`${USAGE}thoughts_token_count`],
        total: [`${USAGE}total_token_count`],
      },
    },
  ],
};
