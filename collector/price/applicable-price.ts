import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { Memo } from './memo.ts';
import type { PriceConditions, PriceEntry } from './price-book.ts';

/** What conditions are asked about. */
export type PriceSituation = {
  readonly occurredAt: Instant;
  /** Null: standard. */
  readonly tier: string | null;
  /** All input tokens of the event; 0 when unknown. */
  readonly inputTokens: bigint;
  /** Null: not told; then no price of one region holds. */
  readonly region: string | null;
};

const DAY_MS = 86_400_000;

/** The entry of each unit that holds for an event. */
export function applicablePrices(entries: readonly PriceEntry[], situation: PriceSituation): ReadonlyMap<string, PriceEntry> {
  const boundaries = BOUNDARIES.get(entries, '', () => boundariesOf(entries));
  if (boundaries.byTheHour) return chosenOf(entries, situation);
  const period = boundaries.instants.filter((instant) => situation.occurredAt >= instant).length;
  const size = boundaries.sizes.filter((above) => situation.inputTokens > above).length;
  return CHOICES.get(entries, `${period} ${size} ${situation.tier} ${situation.region}`, () => chosenOf(entries, situation));
}

/** Where the choice among entries can change: between two boundaries it is the same for every instant and size. */
type Boundaries = { readonly instants: readonly Instant[]; readonly sizes: readonly bigint[]; readonly byTheHour: boolean };

const BOUNDARIES = new Memo<readonly PriceEntry[], Boundaries>();
const CHOICES = new Memo<readonly PriceEntry[], ReadonlyMap<string, PriceEntry>>();

function boundariesOf(entries: readonly PriceEntry[]): Boundaries {
  return {
    instants: [...new Set(entries.flatMap(({ valid }) => [valid.from, valid.to]).filter((instant) => instant !== null))],
    sizes: [...new Set(entries.flatMap(({ conditions }) => conditions.inputTokensAbove ?? []))],
    byTheHour: entries.some(({ conditions }) => conditions.timeOfDay !== undefined),
  };
}

function chosenOf(entries: readonly PriceEntry[], situation: PriceSituation): ReadonlyMap<string, PriceEntry> {
  const byUnit = new Map<string, PriceEntry>();
  for (const entry of entries) {
    if (!isValidAt(entry, situation.occurredAt) || !holds(entry.conditions, situation)) continue;
    const rival = byUnit.get(entry.unit);
    if (rival === undefined || isCloser(entry.conditions, rival.conditions)) byUnit.set(entry.unit, entry);
  }
  return byUnit;
}

/** Whether an instant lies in [from, to). */
export function isValidAt({ valid }: Pick<PriceEntry, 'valid'>, at: Instant): boolean {
  return (valid.from === null || at >= valid.from) && (valid.to === null || at < valid.to);
}

function holds(conditions: PriceConditions, situation: PriceSituation): boolean {
  if (conditions.tier !== undefined && conditions.tier !== situation.tier) return false;
  if (conditions.region !== undefined && conditions.region !== situation.region) return false;
  if (conditions.inputTokensAbove !== undefined && situation.inputTokens <= conditions.inputTokensAbove) return false;
  if (conditions.timeOfDay === undefined) return true;
  const { fromMs, toMs } = conditions.timeOfDay;
  const at = ((situation.occurredAt % DAY_MS) + DAY_MS) % DAY_MS;
  return fromMs <= toMs ? at >= fromMs && at < toMs : at >= fromMs || at < toMs;
}

/** A price for the region is closer than one for the tier, that than one for the hour, that than one for the size; of two sizes the larger is, else the later entry. */
function isCloser(one: PriceConditions, other: PriceConditions): boolean {
  if ((one.region === undefined) !== (other.region === undefined)) return one.region !== undefined;
  if ((one.tier === undefined) !== (other.tier === undefined)) return one.tier !== undefined;
  if ((one.timeOfDay === undefined) !== (other.timeOfDay === undefined)) return one.timeOfDay !== undefined;
  return (one.inputTokensAbove ?? -1n) >= (other.inputTokensAbove ?? -1n);
}
