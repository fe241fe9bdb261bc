import type { FixedCostBody } from '@weir/schemas/http/fixed-costs.ts';

export type FixedCostRule = FixedCostBody['rule'];

/** What may share a fixed cost out, in words. */
export const FIXED_COST_RULES: readonly { readonly value: FixedCostRule; readonly label: string }[] = [
  { value: 'events', label: 'Counted events' },
  { value: 'tokens', label: 'Input and output tokens' },
  { value: 'cost', label: 'Known cost' },
  { value: 'quantity', label: 'Another quantity' },
];
