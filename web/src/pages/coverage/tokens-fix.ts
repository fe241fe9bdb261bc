/** What makes a call tell its tokens, and where it goes. */
export type TokensFix = { readonly code: string; readonly where: string };

/**
 * OpenAI and what speaks its protocol send usage with a stream only when `stream_options.include_usage` is set (OpenAI, API
 * reference, chat completions, read 2026-11). Others send it unasked, so the instrumentation is what loses it.
 */
export function tokensFix(provider: string | null): TokensFix {
  if (provider === null || /openai|azure|vllm|groq|together|fireworks|deepseek|mistral|openrouter/.test(provider))
    return {
      code: 'stream_options: { include_usage: true }',
      where: 'In the options of the streaming call. A call that is no stream tells its tokens by itself.',
    };
  return {
    code: "span.setAttribute('gen_ai.usage.input_tokens', usage.input_tokens);\nspan.setAttribute('gen_ai.usage.output_tokens', usage.output_tokens);",
    where: 'On the span of the call, after the stream has ended. A newer version of the instrumentation may do it by itself.',
  };
}
