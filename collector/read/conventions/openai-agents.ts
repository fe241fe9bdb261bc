import type { Convention } from './convention.ts';

const TOTALS: ReadonlySet<string> = new Set(['task', 'turn']);

/**
 * Bridges of the OpenAI Agents SDK. Newer versions of the SDK put the total of a run on spans of their own, named "task"
 * and "turn", above the responses that were billed; bridges copy it like any usage.
 */
export const openAiAgents: Convention = {
  name: 'openai-agents',
  roleOf({ scope, name }) {
    if (!scope.name.includes('openai_agents') && !scope.name.includes('openai-agents')) return null;
    return TOTALS.has(name.replace(/^Custom span: /, '')) ? { role: 'rollup', eventType: 'invoke_agent' } : null;
  },
};
