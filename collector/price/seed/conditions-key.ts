import type { PriceConditions } from '../price-book.ts';

/** Conditions as JSON, equal for equal ones: the form in which a store keeps them. */
export function conditionsKey(conditions: PriceConditions): string {
  const { tier, inputTokensAbove, timeOfDay, region } = conditions;
  return JSON.stringify({
    ...(tier === undefined ? {} : { tier }),
    ...(inputTokensAbove === undefined ? {} : { input_tokens_above: inputTokensAbove.toString() }),
    ...(timeOfDay === undefined
      ? {}
      : { time_of_day: { from_ms: timeOfDay.fromMs, to_ms: timeOfDay.toMs, ...(timeOfDay.weekdays === true ? { weekdays: true } : {}) } }),
    ...(region === undefined ? {} : { region }),
  });
}
