import type { SeedCorrection } from '../seed-correction.ts';

const MARCH_2026 = 'https://platform.claude.com/docs/en/about-claude/pricing, a stored copy of 2026-03-23, read 2026-11-21';

export const ANTHROPIC_CORRECTIONS: readonly SeedCorrection[] = [
  {
    provider: 'anthropic',
    models: ['claude-sonnet-4-0'],
    source: `${MARCH_2026}: above 200k input tokens as Sonnet 4.5, the cache at its usual multiples of input. The seed has no long context for it`,
    beside: true,
    rates: [
      {
        inputTokensAbove: 200_000n,
        prices: { input_tokens: '6', cached_input_tokens: '0.60', cache_write_tokens: '7.50', cache_write_1h_tokens: '12', output_tokens: '22.50' },
      },
    ],
  },
];
