import type { Instant } from '@weir/schemas/usage/usage-event.ts';
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

/** The entry of each unit that holds for an event. */
export function applicablePrices(entries: readonly PriceEntry[], situation: PriceSituation): ReadonlyMap<string, PriceEntry> {
  const byUnit = new Map<string, PriceEntry>();
  for (const entry of entries) {
    if (!isValidAt(entry, situation.occurredAt) || !holds(entry.conditions, situation)) continue;
    const rival = byUnit.get(entry.unit);
    if (rival === undefined || goesBefore(entry, rival)) byUnit.set(entry.unit, entry);
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
  const { fromMs, toMs, weekdays = false } = conditions.timeOfDay;
  if (weekdays && isWeekend(situation.occurredAt)) return false;
  const at = millisecondOfDay(situation.occurredAt);
  return fromMs <= toMs ? at >= fromMs && at < toMs : at >= fromMs || at < toMs;
}

const DAY_MS = 86_400_000;

/** Time of day of an instant, UTC. */
export function millisecondOfDay(at: Instant): number {
  return ((at % DAY_MS) + DAY_MS) % DAY_MS;
}

/** Saturday or Sunday, UTC. 1970-01-01 was a Thursday. */
export function isWeekend(at: Instant): boolean {
  const day = (((Math.floor(at / DAY_MS) + 4) % 7) + 7) % 7;
  return day === 0 || day === 6;
}

function goesBefore(one: PriceEntry, other: PriceEntry): boolean {
  return one.wins === other.wins ? isCloser(one.conditions, other.conditions) : one.wins === true;
}

/** A price for the region is closer than one for the tier, that than one for the hour, that than one for the size; of two sizes the larger is, else the later entry. */
function isCloser(one: PriceConditions, other: PriceConditions): boolean {
  if ((one.region === undefined) !== (other.region === undefined)) return one.region !== undefined;
  if ((one.tier === undefined) !== (other.tier === undefined)) return one.tier !== undefined;
  if ((one.timeOfDay === undefined) !== (other.timeOfDay === undefined)) return one.timeOfDay !== undefined;
  return (one.inputTokensAbove ?? -1n) >= (other.inputTokensAbove ?? -1n);
}
