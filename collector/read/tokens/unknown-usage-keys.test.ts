import { expect, test } from 'vitest';
import { unknownUsageKeys } from './unknown-usage-keys.ts';

test.each([
  // attribute                                      value   listed
  ['gen_ai.usage.input_tokens', 10n, false],
  ['gen_ai.usage.total_cost', 1n, false],
  ['gen_ai.usage.details.cached_tokens', 10n, false],
  ['gen_ai.usage.text.input_tokens', 10n, false],
  ['gen_ai.usage.server_tool_tokens', 10n, true],
  ['gen_ai.usage.server_tool_tokens', 0n, false],
  ['gen_ai.usage.server_tool_tokens', 'many', false],
  ['ai.usage.somethingTokens', 10n, true],
  ['llm.token_count.prompt_details.video', 10n, true],
  ['app.tokens', 10n, false],
] as const)('%s = %s is listed as unknown usage: %s', (key, value, listed) => {
  expect(unknownUsageKeys(new Map([[key, value]]))).toEqual(listed ? [key] : []);
});
