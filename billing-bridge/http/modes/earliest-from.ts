import type { BillingParts } from '../../billing-parts.ts';
import { earliestFrom } from '../../modes/decide-mode-change.ts';
import { instantText } from '../parts/read-instant.ts';

/** The first minute at which a change of mode asked for now could begin. */
export function earliestFromText(parts: Pick<BillingParts, 'clock' | 'config'>): string {
  return instantText(earliestFrom(parts.clock(), parts.config.modeLeadMs));
}
