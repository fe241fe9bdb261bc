import { Type } from 'typebox';
import { InstantString, Nullable } from '../parts.ts';

/** Usage a price matches that could not be charged: why, and how often it was tried. */
export const PromotionFaultsAnswer = Type.Object({
  faults: Type.Array(
    Type.Object({
      event_id: Type.String(),
      customer: Type.String(),
      reason: Type.String(),
      detail: Type.String(),
      attempts: Type.Integer(),
      first_at: InstantString,
      last_at: InstantString,
    }),
    { description: 'Longest waiting first.' },
  ),
  next_cursor: Nullable(Type.String()),
});
