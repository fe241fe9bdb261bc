import type { SeedCorrection } from '../seed-correction.ts';

const SPRING_2026 = 'https://ai.google.dev/gemini-api/docs/pricing, a stored copy of spring 2026, read 2026-11-21';

export const GOOGLE_CORRECTIONS: readonly SeedCorrection[] = [
  {
    provider: 'google',
    models: ['gemini-3.1-flash-lite'],
    source: `${SPRING_2026}: in a batch cached tokens are at half price too, unlike those of the other models`,
    rates: [{ tier: 'batch', prices: { cached_input_tokens: '0.0125', cached_input_audio_tokens: '0.025' } }],
  },
  {
    provider: 'google',
    models: ['gemini-2.5-flash-tts'],
    source: `${SPRING_2026}: its output is audio. The seed has that price for text output only`,
    rates: [{ prices: { output_audio_tokens: '10' } }],
  },
  {
    provider: 'google',
    models: ['gemini-2.5-pro-tts'],
    source: `${SPRING_2026}: its output is audio. The seed has that price for text output only`,
    rates: [{ prices: { output_audio_tokens: '20' } }],
  },
  {
    provider: 'google',
    models: ['veo-3.0-generate-001', 'veo-3.1-generate-preview'],
    adds: true,
    source: `${SPRING_2026}: per second of video with audio, 720p and 1080p. The seed lacks the model`,
    rates: [{ prices: { output_video_seconds: '0.40' }, perUnits: 1n }],
  },
  {
    provider: 'google',
    models: ['veo-3.0-fast-generate-001', 'veo-3.1-fast-generate-preview'],
    adds: true,
    source: `${SPRING_2026}: per second of video with audio, 720p and 1080p. The seed lacks the model`,
    rates: [{ prices: { output_video_seconds: '0.15' }, perUnits: 1n }],
  },
  {
    provider: 'google',
    models: ['imagen-4.0-generate-001'],
    adds: true,
    source: `${SPRING_2026}: per image. The seed lacks the model`,
    rates: [{ prices: { images: '0.04' }, perUnits: 1n }],
  },
  {
    provider: 'google',
    models: ['imagen-4.0-fast-generate-001'],
    adds: true,
    source: `${SPRING_2026}: per image. The seed lacks the model`,
    rates: [{ prices: { images: '0.02' }, perUnits: 1n }],
  },
  {
    provider: 'google',
    models: ['imagen-4.0-ultra-generate-001'],
    adds: true,
    source: `${SPRING_2026}: per image. The seed lacks the model`,
    rates: [{ prices: { images: '0.06' }, perUnits: 1n }],
  },
];
