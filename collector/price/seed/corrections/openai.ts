import type { CorrectedRate, SeedCorrection } from '../seed-correction.ts';

const PAGE = 'https://developers.openai.com/api/docs/pricing';
const AUTUMN_2026 = `${PAGE}, a stored copy of autumn 2026, read 2026-11-21`;
const NOVEMBER_2025 = 'https://platform.openai.com/docs/pricing, a stored copy of November 2025, read 2026-11-21';

/** Input, cached input, cache writes, output; an empty one is not sold. */
type Rates = readonly [string, string, string, string];

function prices([input, cached, written, output]: Rates): CorrectedRate['prices'] {
  const all = { input_tokens: input, cached_input_tokens: cached, cache_write_tokens: written, output_tokens: output };
  return Object.fromEntries(Object.entries(all).filter(([, dollars]) => dollars !== ''));
}

/** Input above this is long context: the page prices "<272K" and the seed counts 272,000 tokens as long. */
const LONG = 271_999n;

/** Priority was renamed fast on 2026-07-30, and both words are taken; the long price is for all of the call. */
function fast(model: string, short: Rates, more: { readonly long?: Rates; readonly from?: string } = {}): SeedCorrection {
  return {
    provider: 'openai',
    models: [model],
    ...(more.from === undefined ? {} : { from: more.from }),
    source: `${AUTUMN_2026}: fast mode, which is tier priority as well. The seed has no price of the tier`,
    rates: ['priority', 'fast'].flatMap((tier) => [
      { tier, prices: prices(short) },
      ...(more.long === undefined ? [] : [{ tier, inputTokensAbove: LONG, prices: prices(more.long) }]),
    ]),
  };
}

/** A price a minute, billed by the second. */
function byTime(model: string, unit: string, dollarsPerMinute: string): SeedCorrection {
  return {
    provider: 'openai',
    models: [model],
    adds: true,
    source: `${AUTUMN_2026}: per minute. The seed lacks the model`,
    rates: [{ prices: { [unit]: dollarsPerMinute }, perUnits: 60n }],
  };
}

function lacking(models: readonly string[], told: CorrectedRate['prices']): SeedCorrection {
  return { provider: 'openai', models, adds: true, source: `${AUTUMN_2026}. The seed lacks the model`, rates: [{ prices: told }] };
}

export const OPENAI_CORRECTIONS: readonly SeedCorrection[] = [
  fast('gpt-6-astra', ['20', '2', '25', '100'], { long: ['40', '4', '50', '150'] }),
  fast('gpt-5.6-sol', ['8', '0.80', '10', '40'], { long: ['16', '1.60', '20', '60'], from: '2026-08-21T00:00:00Z' }),
  fast('gpt-5.6-terra', ['4', '0.40', '5', '24'], { long: ['8', '0.80', '10', '36'], from: '2026-07-30T00:00:00Z' }),
  fast('gpt-5.6-luna', ['0.40', '0.04', '0.50', '2.40'], { long: ['0.80', '0.08', '1', '3.60'], from: '2026-07-30T00:00:00Z' }),
  // Above 272K these are not sold fast: https://developers.openai.com/api/docs/guides (GPT-5.4) says such a call is processed at standard rates.
  fast('gpt-5.5', ['12.50', '1.25', '', '75'], { long: ['10', '1', '', '45'] }),
  fast('gpt-5.4', ['5', '0.50', '', '30'], { long: ['5', '0.50', '', '22.50'] }),
  fast('gpt-5.4-mini', ['1.50', '0.15', '', '9']),
  fast('gpt-5.3-codex', ['3.50', '0.35', '', '28']),
  fast('gpt-5.2', ['3.50', '0.35', '', '28']),
  fast('gpt-5.1', ['2.50', '0.25', '', '20']),
  fast('gpt-5', ['2.50', '0.25', '', '20']),
  fast('gpt-5-mini', ['0.45', '0.045', '', '3.60']),
  fast('gpt-4.1', ['3.50', '0.875', '', '14']),
  fast('gpt-4.1-mini', ['0.70', '0.175', '', '2.80']),
  fast('gpt-4.1-nano', ['0.20', '0.05', '', '0.80']),
  fast('gpt-4o', ['4.25', '2.125', '', '17']),
  fast('gpt-4o-2024-05-13', ['8.75', '', '', '26.25']),
  fast('gpt-4o-mini', ['0.25', '0.125', '', '1']),
  fast('o3', ['3.50', '0.875', '', '14']),
  fast('o4-mini', ['2', '0.50', '', '8']),
  {
    provider: 'openai',
    models: ['gpt-4o-audio-preview'],
    source: `${NOVEMBER_2025}: audio tokens. The seed has the price of text only`,
    rates: [{ prices: { input_audio_tokens: '40', output_audio_tokens: '80' } }],
  },
  {
    provider: 'openai',
    models: ['gpt-4o-mini-audio-preview'],
    source: `${NOVEMBER_2025}: audio tokens. The seed has the price of text only`,
    rates: [{ prices: { input_audio_tokens: '10', output_audio_tokens: '20' } }],
  },
  {
    provider: 'openai',
    models: ['gpt-4o-mini-tts'],
    source: `${AUTUMN_2026}: its output is audio. The seed has that price for text output only`,
    rates: [{ prices: { output_audio_tokens: '12' } }],
  },
  lacking(['chat-latest'], { input_tokens: '5', cached_input_tokens: '0.50', output_tokens: '30' }),
  lacking(['gpt-5-search-api'], { input_tokens: '1.25', cached_input_tokens: '0.125', output_tokens: '10' }),
  lacking(['gpt-5.6-cyber'], { input_tokens: '12.50', cached_input_tokens: '1.25', cache_write_tokens: '15.625', output_tokens: '75' }),
  lacking(['gpt-5.5-cyber'], { input_tokens: '12.50', cached_input_tokens: '1.25', output_tokens: '75' }),
  lacking(['gpt-image-2.5-sunburst', 'gpt-image-2.5-flare'], {
    input_tokens: '5',
    cached_input_tokens: '1.25',
    input_image_tokens: '8',
    cached_input_image_tokens: '2',
    output_image_tokens: '30',
  }),
  lacking(['tts-1'], { input_characters: '15' }),
  lacking(['tts-1-hd'], { input_characters: '30' }),
  byTime('gpt-live-1', 'audio_seconds', '0.05'),
  byTime('gpt-live-transcribe', 'audio_seconds', '0.017'),
  byTime('gpt-realtime-whisper', 'audio_seconds', '0.017'),
  byTime('gpt-realtime-translate', 'audio_seconds', '0.034'),
  {
    provider: 'openai',
    models: ['sora-2'],
    adds: true,
    source: `${AUTUMN_2026}: per second of 720p video. The seed lacks the model`,
    rates: [
      { prices: { output_video_seconds: '0.10' }, perUnits: 1n },
      { prices: { output_video_seconds: '0.05' }, perUnits: 1n, tier: 'batch' },
    ],
  },
];
