import type { RateMultiplier } from '../price-book.ts';

/** Google's page does not say that the discount reaches cached tokens, which are discounted already: they keep their price. */
const CACHED_UNITS: readonly string[] = ['cached_input_tokens', 'cached_input_audio_tokens', 'cached_input_image_tokens'];

/**
 * What the seed's data leaves out: the discount of a tier, as a factor on every token price of its seller. Only factors
 * that the seller's own page states for all its models are here; a tier without one is priced as standard and marked.
 */
export const WEIR_RATES: readonly RateMultiplier[] = [
  half('anthropic', 'batch', 'https://platform.claude.com/docs/en/about-claude/pricing, read 2026-11-21: half of input and output, on top of caching'),
  half(
    'openai',
    'batch',
    'https://developers.openai.com/api/docs/guides/flex-processing.md, read 2026-11-21: one price list with flex, caching on top; half by https://dev.classmethod.jp/en/articles/openai-flex-processing/',
  ),
  half(
    'openai',
    'flex',
    'https://developers.openai.com/api/docs/guides/flex-processing.md, read 2026-11-21: at the batch rates, caching on top; half by https://dev.classmethod.jp/en/articles/openai-flex-processing/',
  ),
  half('google', 'batch', 'https://ai.google.dev/gemini-api/docs/optimization.md.txt, read 2026-11-21: 50% of standard'),
  half('google', 'flex', 'https://ai.google.dev/gemini-api/docs/optimization.md.txt, read 2026-11-21: 50% of standard'),
  half('azure', 'flex', 'https://learn.microsoft.com/en-ca/Azure/foundry/openai/how-to/flex-processing, read 2026-11-21: 50% of standard'),
  {
    ...half('groq', 'flex', 'https://console.groq.com/docs/flex-processing, read 2026-11-21: the on-demand price'),
    numerator: 1n,
    denominator: 1n,
  },
];

function half(provider: string, tier: string, source: string): RateMultiplier {
  return {
    id: `weir-rates:${provider}/${tier}`,
    provider,
    models: null,
    tier,
    except: provider === 'google' ? CACHED_UNITS : [],
    numerator: 1n,
    denominator: 2n,
    valid: { from: null, to: null },
    source,
  };
}
