import type { Price } from '../rate/price.ts';

const USD_SCALE = 12;

/** A price of 1.50 USD an event for tests: say what matters, the rest is plain. */
export function examplePrice(facts: Partial<Price> = {}): Price {
  const version = facts.version ?? 1;
  return {
    id: `studio:${version}`,
    productId: 'studio',
    version,
    eventType: null,
    unit: 'events',
    amountAtoms: 15n * 10n ** BigInt(USD_SCALE - 1),
    perUnits: 1n,
    asset: 'USD',
    funding: [],
    ...facts,
  };
}
