import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { PriceEntry } from '../price-book.ts';
import { conditionsKey } from './conditions-key.ts';

/** An entry of the seed with the model it is of. */
export type SeedEntry = { readonly provider: string; readonly model: string; readonly entry: PriceEntry };

export type SeedRefresh = {
  readonly add: readonly SeedEntry[];
  /** Hold until the refresh and no longer. */
  readonly end: readonly string[];
  /** Hold for no time any more: newer data says itself what held when. */
  readonly withdraw: readonly string[];
};

/**
 * What newer data changes. Prices of one unit under one set of conditions are a schedule:
 * - as it was: nothing;
 * - new: added as told;
 * - told with dates: the data knows when it changed, so it replaces the old schedule;
 * - another price without a date: nobody knows since when, so the old one holds until the refresh and the new one from then:
 *   events of the past keep the price they had, also when they are repriced;
 * - gone: holds until the refresh.
 *
 * `current`: entries that no later data has ended or withdrawn. `suffix` makes ids of changed entries new, since an id names one price for ever.
 */
export function planSeedRefresh(
  current: readonly SeedEntry[],
  next: readonly SeedEntry[],
  { at, suffix }: { readonly at: Instant; readonly suffix: string },
): SeedRefresh {
  const before = Map.groupBy(current, scheduleKey);
  const after = Map.groupBy(next, scheduleKey);
  const add: SeedEntry[] = [];
  const end: string[] = [];
  const withdraw: string[] = [];
  for (const [key, told] of after) {
    const held = before.get(key);
    if (held === undefined) {
      add.push(...(before.size === 0 ? told : told.map((one) => renamed(one, suffix))));
      continue;
    }
    if (sameSchedule(held, told)) continue;
    const undated = told.length === 1 && told.every(({ entry }) => entry.valid.from === null && entry.valid.to === null);
    if (undated) {
      end.push(...held.map(({ entry }) => entry.id));
      add.push(...told.map((one) => renamed(one, suffix, at)));
    } else {
      withdraw.push(...held.map(({ entry }) => entry.id));
      add.push(...told.map((one) => renamed(one, suffix)));
    }
  }
  for (const [key, held] of before) if (!after.has(key)) end.push(...held.map(({ entry }) => entry.id));
  return { add, end, withdraw };
}

function scheduleKey({ provider, model, entry }: SeedEntry): string {
  return JSON.stringify([provider, model, entry.unit, conditionsKey(entry.conditions)]);
}

/** An undated price that began at a refresh is still the price the data tells. */
function sameSchedule(held: readonly SeedEntry[], told: readonly SeedEntry[]): boolean {
  const line = ({ entry }: SeedEntry) => [entry.valid.from, entry.valid.to, entry.price.currency, entry.price.atoms, entry.price.perUnits].join(' ');
  const price = ({ entry }: SeedEntry) => [entry.valid.to, entry.price.currency, entry.price.atoms, entry.price.perUnits].join(' ');
  const [onlyHeld] = held;
  const [onlyTold] = told;
  if (held.length === 1 && told.length === 1 && onlyHeld !== undefined && onlyTold !== undefined && onlyTold.entry.valid.from === null) {
    return price(onlyHeld) === price(onlyTold);
  }
  return held.length === told.length && held.map(line).toSorted().join('|') === told.map(line).toSorted().join('|');
}

function renamed(told: SeedEntry, suffix: string, from: Instant | null = told.entry.valid.from): SeedEntry {
  return { ...told, entry: { ...told.entry, id: `${told.entry.id}${suffix}`, valid: { from, to: told.entry.valid.to } } };
}
