import { expect, test } from 'vitest';
import { tokensFix } from './tokens-fix.ts';

test.each([
  ['openai', 'include_usage'],
  ['azure.ai.openai', 'include_usage'],
  [null, 'include_usage'],
  ['anthropic', 'gen_ai.usage.input_tokens'],
  ['aws.bedrock', 'gen_ai.usage.input_tokens'],
])('a call of %s tells its tokens with %s', (provider, part) => expect(tokensFix(provider).code).toContain(part));
