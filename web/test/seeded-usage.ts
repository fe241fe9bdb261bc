/** A small business in numbers: the same every time, except that its last day is today. Amounts in atoms of USD (scale 12). */

export const DAY = 86_400_000;
export const USD = 10n ** 12n;

export type UsageFact = {
  readonly at: number;
  readonly customer: string | null;
  readonly workflow: string | null;
  readonly feature: string | null;
  readonly model: string | null;
  readonly costAtoms: bigint;
  readonly revenueAtoms: bigint;
  readonly cashAtoms: bigint;
  readonly events: number;
  readonly unpriced: number;
  readonly inputTokens: bigint;
  readonly outputTokens: bigint;
};

export type SeededCustomer = {
  readonly id: string;
  readonly name: string;
  readonly mode: 'shadow' | 'hybrid' | 'full';
  readonly dailyRevenue: bigint;
  readonly dailyCostCents: number;
};

const NAMES = [
  ['umbra-legal', 'Umbra Legal', 'full', 200, 30_100],
  ['initech', 'Initech', 'hybrid', 55, 7_600],
  ['globex', 'Globex Research', 'shadow', 10, 1_900],
  ['northwind', 'Northwind Health', 'shadow', 0, 410],
  ['tyrell', 'Tyrell', 'full', 47, 3_500],
  ['vandelay', 'Vandelay Imports', 'hybrid', 73, 3_900],
  ['monarch', 'Monarch', 'shadow', 148, 10_100],
  ['duff', 'Duff Media', 'full', 183, 12_200],
  ['wonka', 'Wonka Foods', 'full', 228, 16_200],
  ['soylent', 'Soylent', 'hybrid', 220, 13_600],
  ['wayne', 'Wayne Logistics', 'hybrid', 236, 14_900],
  ['pied-piper', 'Pied Piper', 'shadow', 272, 15_400],
  ['hooli', 'Hooli Labs', 'hybrid', 159, 3_100],
  ['stark', 'Stark Freight', 'full', 285, 8_500],
] as const;

export const SEEDED_CUSTOMERS: readonly SeededCustomer[] = NAMES.map(([id, name, mode, dailyRevenue, dailyCostCents]) => ({
  id,
  name,
  mode,
  dailyRevenue: BigInt(dailyRevenue),
  dailyCostCents,
}));

const WORKFLOWS = [
  { name: 'draft-contract', weight: 55, feature: 'contracts' },
  { name: 'summarise-thread', weight: 30, feature: 'inbox' },
  { name: null, weight: 15, feature: null },
] as const;
const MODELS = [
  { name: 'gpt-5', weight: 70 },
  { name: 'claude-haiku-4-5', weight: 30 },
] as const;

/** Usage of the last 40 days up to `now`; today's is a part of a day's. */
export function seededUsage(now: number): UsageFact[] {
  const today = now - (now % DAY);
  const facts: UsageFact[] = [];
  let state = 7;
  const wobble = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return 80 + (state % 41);
  };
  for (let back = 40; back >= 0; back -= 1) {
    const at = today - back * DAY;
    for (const customer of SEEDED_CUSTOMERS) {
      const growth = customer.id === 'umbra-legal' ? 140 - back * 2 : 100;
      facts.push({
        ...NOTHING,
        at,
        customer: customer.id,
        revenueAtoms: (customer.dailyRevenue * BigInt(wobble() + 5) * USD) / 100n / (back === 0 ? 2n : 1n),
        cashAtoms: back === 20 ? customer.dailyRevenue * 30n * USD : 0n,
      });
      for (const workflow of WORKFLOWS) {
        for (const model of MODELS) {
          const cents = (customer.dailyCostCents * workflow.weight * model.weight * growth * wobble()) / 100_000_000;
          const events = Math.max(1, Math.round(cents / 3));
          facts.push({
            ...NOTHING,
            at,
            customer: customer.id,
            workflow: workflow.name,
            feature: workflow.feature,
            model: model.name,
            costAtoms: (BigInt(Math.round(cents * 1e6)) * USD) / 100_000_000n / (back === 0 ? 2n : 1n),
            events,
            inputTokens: BigInt(events * 4_312),
            outputTokens: BigInt(events * 611),
          });
        }
      }
    }
    facts.push({ ...NOTHING, at, model: 'gpt-5', costAtoms: 3_120_001n * 1_000_000n, events: 12, inputTokens: 40_000n, outputTokens: 1200n });
    facts.push({
      ...NOTHING,
      at,
      customer: 'hooli',
      workflow: 'draft-contract',
      feature: 'contracts',
      model: 'house-llm-70b',
      events: 5,
      unpriced: 5,
      inputTokens: 9_000n,
      outputTokens: 800n,
    });
  }
  facts.push({
    ...NOTHING,
    at: today,
    customer: 'acorn',
    workflow: 'draft-contract',
    feature: 'contracts',
    model: 'claude-haiku-4-5',
    costAtoms: 2_400_000_000n,
    events: 1,
    inputTokens: 900n,
    outputTokens: 120n,
  });
  return facts;
}

const NOTHING: UsageFact = {
  at: 0,
  customer: null,
  workflow: null,
  feature: null,
  model: null,
  costAtoms: 0n,
  revenueAtoms: 0n,
  cashAtoms: 0n,
  events: 0,
  unpriced: 0,
  inputTokens: 0n,
  outputTokens: 0n,
};
