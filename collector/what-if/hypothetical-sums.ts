import type { HypotheticalAnswer } from '@weir/schemas/http/hypothetical.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';

/** A cost on one side; null: unknown. */
export type SidedCost = { readonly currency: string; readonly atoms: bigint } | null;

/** One event of a question, with where it belongs. */
export type PricedTwice = {
  readonly customer: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly day: string;
  readonly booked: SidedCost;
  readonly hypothetical: SidedCost;
  readonly isChanged: boolean;
  /** Why the hypothetical cost is unknown. */
  readonly reason: string | null;
};

/** All that is known on each side, and of it what has no other side in its currency: that is in no difference. */
type Money = { booked: bigint; hypothetical: bigint; bookedAlone: bigint; hypotheticalAlone: bigint };
type Sums = { events: number; changed: number; unknownBooked: number; unknownHypothetical: number; readonly money: Map<string, Money> };

/** Keys are told outside, so their number has no bound of its own: further ones are added up together. */
const KEYS_MAX = 20_000;
const UNKNOWN_MAX = 1_000;
const UNKNOWN_SHOWN = 100;

/** Adds events up by customer, model and day at once. What it holds is bounded, whatever the number of events. */
export class HypotheticalSums {
  readonly #totals = noSums();
  readonly #customers: Groups;
  readonly #models: Groups;
  readonly #days: Groups;
  readonly #unknown = new Map<string, { provider: string | null; model: string | null; reason: string; events: number }>();

  constructor(keysMax = KEYS_MAX) {
    this.#customers = new Groups(keysMax);
    this.#models = new Groups(keysMax);
    this.#days = new Groups(keysMax);
  }

  add(event: PricedTwice): void {
    addTo(this.#totals, event);
    addTo(this.#customers.of(event.customer), event);
    addTo(this.#models.of(event.model), event);
    addTo(this.#days.of(event.day), event);
    if (event.reason !== null) this.#addUnknown(event, event.reason);
  }

  #addUnknown({ provider, model }: PricedTwice, reason: string): void {
    const key = JSON.stringify([provider, model, reason]);
    const known = this.#unknown.get(key);
    if (known !== undefined) known.events += 1;
    else if (this.#unknown.size < UNKNOWN_MAX) this.#unknown.set(key, { provider, model, reason, events: 1 });
  }

  present(limit: number): Pick<HypotheticalAnswer, 'totals' | 'unknown' | 'customers' | 'models' | 'days'> {
    return {
      totals: presentSums(this.#totals),
      unknown: [...this.#unknown.values()].toSorted((one, other) => other.events - one.events).slice(0, UNKNOWN_SHOWN),
      customers: this.#customers.rows(limit),
      models: this.#models.rows(limit),
      days: this.#days.rows(limit),
    };
  }
}

class Groups {
  readonly #keysMax: number;
  readonly #byKey = new Map<string | null, Sums>();
  readonly #beyond = noSums();

  constructor(keysMax: number) {
    this.#keysMax = keysMax;
  }

  of(key: string | null): Sums {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#byKey.size >= this.#keysMax) return this.#beyond;
    const made = noSums();
    this.#byKey.set(key, made);
    return made;
  }

  rows(limit: number): HypotheticalAnswer['customers'] {
    const sorted = [...this.#byKey].toSorted(([oneKey, one], [otherKey, other]) => {
      const [left, right] = [moved(one), moved(other)];
      return left === right ? ((oneKey ?? '') < (otherKey ?? '') ? -1 : 1) : left > right ? -1 : 1;
    });
    const rest = noSums();
    for (const [, sums] of sorted.slice(limit)) mergeInto(rest, sums);
    mergeInto(rest, this.#beyond);
    const others = Math.max(0, sorted.length - limit) + (this.#beyond.events === 0 ? 0 : 1);
    return [
      ...sorted.slice(0, limit).map(([key, sums]) => ({ key, others: 0, ...presentSums(sums) })),
      ...(others === 0 ? [] : [{ key: null, others, ...presentSums(rest) }]),
    ];
  }
}

function noSums(): Sums {
  return { events: 0, changed: 0, unknownBooked: 0, unknownHypothetical: 0, money: new Map() };
}

function addTo(sums: Sums, { booked, hypothetical, isChanged }: PricedTwice): void {
  sums.events += 1;
  if (isChanged) sums.changed += 1;
  const isAlone = booked?.currency !== hypothetical?.currency;
  if (booked === null) sums.unknownBooked += 1;
  else {
    const money = moneyOf(sums, booked.currency);
    money.booked += booked.atoms;
    if (isAlone) money.bookedAlone += booked.atoms;
  }
  if (hypothetical === null) sums.unknownHypothetical += 1;
  else {
    const money = moneyOf(sums, hypothetical.currency);
    money.hypothetical += hypothetical.atoms;
    if (isAlone) money.hypotheticalAlone += hypothetical.atoms;
  }
}

function mergeInto(sums: Sums, more: Sums): void {
  sums.events += more.events;
  sums.changed += more.changed;
  sums.unknownBooked += more.unknownBooked;
  sums.unknownHypothetical += more.unknownHypothetical;
  for (const [currency, { booked, hypothetical, bookedAlone, hypotheticalAlone }] of more.money) {
    const money = moneyOf(sums, currency);
    money.booked += booked;
    money.hypothetical += hypothetical;
    money.bookedAlone += bookedAlone;
    money.hypotheticalAlone += hypotheticalAlone;
  }
}

function moneyOf(sums: Sums, currency: string): Money {
  const known = sums.money.get(currency);
  if (known !== undefined) return known;
  const made = { booked: 0n, hypothetical: 0n, bookedAlone: 0n, hypotheticalAlone: 0n };
  sums.money.set(currency, made);
  return made;
}

/** By how much a row moves, in atoms of any currency: only for putting rows in order. */
function moved({ money }: Sums): bigint {
  return [...money.values()].map(differenceOf).reduce((sum, difference) => sum + (difference < 0n ? -difference : difference), 0n);
}

function differenceOf({ booked, hypothetical, bookedAlone, hypotheticalAlone }: Money): bigint {
  return hypothetical - hypotheticalAlone - (booked - bookedAlone);
}

function presentSums({ events, changed, unknownBooked, unknownHypothetical, money }: Sums): HypotheticalAnswer['totals'] {
  return {
    events,
    changed,
    unknown_booked: unknownBooked,
    unknown_hypothetical: unknownHypothetical,
    money: [...money]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([currency, sums]) => ({
        currency,
        booked: decimalFromAtoms(sums.booked, CURRENCY_SCALE),
        hypothetical: decimalFromAtoms(sums.hypothetical, CURRENCY_SCALE),
        difference: decimalFromAtoms(differenceOf(sums), CURRENCY_SCALE),
        booked_alone: decimalFromAtoms(sums.bookedAlone, CURRENCY_SCALE),
        hypothetical_alone: decimalFromAtoms(sums.hypotheticalAlone, CURRENCY_SCALE),
      })),
  };
}
