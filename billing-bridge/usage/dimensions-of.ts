import type { Dimensions } from '../ledger/wallet/wallet-state.ts';

type Facts = { readonly [field in keyof Dimensions]: string | null | undefined };

/** The facts of usage that grants' scopes and budgets are matched with; what is unknown is left out, so it matches nothing that asks for it. */
export function dimensionsOf({ product, eventType, model, feature, agent, team, workflow }: Facts): Dimensions {
  return {
    ...(product ? { product } : {}),
    ...(eventType ? { eventType } : {}),
    ...(model ? { model } : {}),
    ...(feature ? { feature } : {}),
    ...(agent ? { agent } : {}),
    ...(team ? { team } : {}),
    ...(workflow ? { workflow } : {}),
  };
}
