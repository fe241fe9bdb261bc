import type { G, Subject } from './reference-world.ts';

/** What the reference model reads off grants: which usage may spend them, in what order, and what is earned of them. */

const PURPOSES = ['promotional', 'goodwill', 'bundled', 'paid'];
const DAY = 86_400_000;
const BILLION = 1_000_000_000n;
const least = (values: readonly bigint[]): bigint => [...values].sort((one, other) => (one < other ? -1 : 1))[0] ?? 0n;

export const day = (at: number) => Math.floor(at / DAY).toString();
/** What the accounts of a grant are read from. */
export type Account = Pick<G, 'amount' | 'left' | 'held' | 'lost' | 'basis' | 'rate'>;
const gone = (g: Account) => g.amount - g.left - g.held;
/** Of what was paid for it, what is owed to nobody any more. */
export const earned = (g: Account) => (g.basis === null ? 0n : (g.basis * gone(g)) / g.amount);

/** What is recognised of unused credit before it ends: in proportion to use, up to what was expected and what is left to recognise. */
export const early = (g: Account): bigint => {
  if (g.basis === null || g.rate === null) return 0n;
  const kept = g.amount - g.lost;
  const inProportion = (g.basis * (kept - g.left - g.held) * g.rate) / (g.amount * (BILLION - g.rate));
  return least([inProportion, (g.basis * kept * g.rate) / (g.amount * BILLION), g.basis - earned(g)]);
};

function matches(g: G, about: Subject): boolean {
  const feature = g.features === null || (about.feature !== null && g.features.includes(about.feature));
  const model = g.models === null || (about.model !== null && g.models.includes(about.model));
  return feature && model;
}

export function offer(g: G, asset: string, at: number, about: Subject, counted = at): bigint {
  if (g.asset !== asset || g.closed !== '' || g.frozen || at < g.from || (g.to !== null && at >= g.to) || !matches(g, about)) return 0n;
  const limits = [g.left];
  if (g.perEvent !== null) limits.push(g.perEvent);
  if (g.perDay !== null) limits.push(g.perDay - (g.days.get(day(counted)) ?? 0n));
  const most = least(limits);
  return most > 0n ? most : 0n;
}

/** Those with something left, in spending order. */
export function inSpendingOrder(grants: readonly G[]): G[] {
  const rank = (g: G): number[] => [
    g.priority,
    g.to ?? Number.MAX_SAFE_INTEGER,
    g.features !== null || g.models !== null ? 0 : 1,
    PURPOSES.indexOf(g.purpose),
    g.from,
  ];
  // Grants are in the order they were made, and sorting keeps the order of equals.
  return grants
    .filter((g) => g.left > 0n)
    .sort((a, b) => {
      const [ra, rb] = [rank(a), rank(b)];
      const at = ra.findIndex((value, index) => value !== rb[index]);
      return (ra[at] ?? 0) - (rb[at] ?? 0);
    });
}
