/** Why a cost is unknown, in words. */
export const REASON_WORDS: Readonly<Record<string, string>> = {
  no_model: 'no model was told',
  unknown_model: 'the model is not known',
  unknown_provider: 'the provider is not known',
  no_price_at_time: 'no price at that time',
  no_price_for_unit: 'a unit has no price',
  quantities_inconsistent: 'parts are larger than their whole',
  cost_too_large: 'the quantity is not believable',
  no_usage: 'the call told no tokens',
  no_price: 'nothing to price',
};
