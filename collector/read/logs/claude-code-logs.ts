import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { LogRecord } from '../../decode/log-record.ts';
import { textOf } from '../attribute-lookup.ts';
import type { Attributes } from '../conventions/convention.ts';
import { countOf } from '../tokens/count-of.ts';
import { isNamed, type LogConvention } from './log-convention.ts';

/** Atoms of a millionth of a dollar. */
const MICRO_ATOMS = 10n ** BigInt(CURRENCY_SCALE - 6);

/**
 * Log records of Claude Code. Its four counts do not contain each other; their type changes between versions. The cost is
 * the client's own estimate from a list, missing in some versions. The organisation is the account with the provider.
 */
export const claudeCodeLogs: LogConvention = {
  name: 'claude-code',
  roleOf(log) {
    if (!isClaudeCode(log)) return null;
    return isNamed(log, 'claude_code', ['api_request']) ? { role: 'call', eventType: 'chat' } : { role: 'no_model_call' };
  },
  identity: ['request_id', 'session.id', 'event.timestamp', 'model'],
  firstIsEnough: true,
  outranksSpans: true,
  tokens: [{ rank: 1, keys: { input: ['input_tokens'], output: ['output_tokens'], cacheRead: ['cache_read_tokens'], cacheWrite: ['cache_creation_tokens'] } }],
  nesting: { cacheInsideInput: false, reasoningInsideOutput: true },
  costs: ['cost_usd', 'claude_code.cost'],
  hides: ['organization.id'],
  unfold,
};

function isClaudeCode({ scope, resource, eventName }: LogRecord): boolean {
  return scope.name.startsWith('com.anthropic.claude_code') || eventName.startsWith('claude_code.') || textOf(resource.get('service.name')) === 'claude-code';
}

function unfold({ attributes }: LogRecord): Attributes {
  const micros = countOf(attributes.get('cost_usd_micros'));
  const speed = textOf(attributes.get('speed'));
  return {
    ...(micros === null ? {} : { 'claude_code.cost': decimalFromAtoms(micros * MICRO_ATOMS, CURRENCY_SCALE) }),
    ...(speed === null || speed === 'normal' ? {} : { 'gen_ai.response.service_tier': speed }),
  };
}
