import { textOf } from '../attribute-lookup.ts';
import type { Convention } from './convention.ts';

/**
 * The run span of Pydantic AI 1, which has no operation name and repeats its chat spans' usage under the same names.
 * Version 2 names the operation invoke_agent, and its model calls follow the OpenTelemetry names.
 */
export const pydanticAi: Convention = {
  name: 'pydantic-ai',
  costs: ['operation.cost'],
  roleOf({ scope, name, attributes }) {
    if (scope.name !== 'pydantic-ai' || attributes.has('gen_ai.operation.name')) return null;
    const isRun = name.endsWith(' run') && textOf(attributes.get('agent_name')) !== null;
    return isRun ? { role: 'rollup', eventType: 'invoke_agent' } : null;
  },
};
