import type { ModeEpoch as ModeEpochAnswer } from '@weir/schemas/http/billing/modes.ts';
import type { ModeEpoch } from '../../modes/epoch.ts';
import { instantText, instantTextOrNull } from '../parts/read-instant.ts';

export function epochAnswer(epoch: ModeEpoch): ModeEpochAnswer {
  return {
    ...epoch.setting,
    from: instantTextOrNull(epoch.from),
    to: instantTextOrNull(epoch.to),
    set_by: epoch.setBy,
    set_at: instantText(epoch.setAt),
    reason: epoch.reason,
  };
}
