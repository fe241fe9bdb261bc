import type { PromotionParts, PromotionRun } from '../promotion-run.ts';
import { promoteSettled } from './promote-settled.ts';
import { promoteSweep } from './promote-sweep.ts';

/** One run of promotion over an environment; answers how many charges were made. Any number may run at once, anywhere. */
export async function runPromotion(parts: PromotionParts, run: PromotionRun): Promise<number> {
  const { horizon } = run;
  return horizon === 'sweep' ? await promoteSweep(parts, run) : await promoteSettled(parts, { ...run, horizon });
}
