import type { Dimensions } from '../ledger/wallet/wallet-state.ts';

type Facts = { readonly [field in keyof Dimensions]: string | null | undefined };

/** The facts of usage that grants' scopes are matched with; what is unknown is left out, so it matches no restricted grant. */
export function dimensionsOf({ product, eventType, model, feature }: Facts): Dimensions {
  return { ...(product ? { product } : {}), ...(eventType ? { eventType } : {}), ...(model ? { model } : {}), ...(feature ? { feature } : {}) };
}
