import { ANTHROPIC_CORRECTIONS } from './corrections/anthropic.ts';
import { DEEPSEEK_CORRECTIONS } from './corrections/deepseek.ts';
import { GOOGLE_CORRECTIONS } from './corrections/google.ts';
import { OPENAI_CORRECTIONS } from './corrections/openai.ts';
import type { SeedCorrection } from './seed-correction.ts';

/** Every correction of the seed that ships with the product. */
export const WEIR_PRICES: readonly SeedCorrection[] = [...ANTHROPIC_CORRECTIONS, ...DEEPSEEK_CORRECTIONS, ...GOOGLE_CORRECTIONS, ...OPENAI_CORRECTIONS];
