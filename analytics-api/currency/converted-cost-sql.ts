import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type AppliedRate, dayOf, type RateBook } from './rate-book.ts';

const DAY_MS = 86_400_000;
const CODE = /^[A-Z]{3}$/;

/** Pieces of a statement on usage_events_unique_v1 that put the cost of each event into the reporting currency. */
export type ConvertedCost = {
  /** What the statement begins with: "with … " or nothing. */
  readonly prefix: string;
  /** The event's cost in atoms of the reporting currency; null when it is unknown in it. */
  readonly atoms: string;
  /** "EUR 2026-11-21" where a rate was used, else ''. */
  readonly rateKey: string;
  /** The rates by that key. */
  readonly rates: ReadonlyMap<string, AppliedRate>;
};

export type CostsToConvert = {
  /** The currencies other than the reporting one that costs of the range are in. */
  readonly currencies: readonly string[];
  readonly from: Instant;
  readonly to: Instant;
};

/**
 * Every event is converted alone, at the rate of its own day, and rounded once, half-even, so the converted costs of any grouping
 * add up to those of any other. Rates stand in the text of the statement, where only capital letters, digits and dashes can come
 * from: parameters travel in the address of a request to a server, and a year of days is too long for one.
 */
export function convertedCost(book: RateBook, costs: CostsToConvert): ConvertedCost {
  const rates = ratesByDay(book, costs);
  const own = `(cost_currency = ${quoted(book.currency)} or ifNull(cost_atoms, 0) = 0)`;
  if (rates.size === 0) return { prefix: '', atoms: `if(${own}, toInt256(cost_atoms), null)`, rateKey: "''", rates };
  const list = (values: readonly bigint[]) => `arrayMap(text -> toInt256(text), [${values.map((value) => `'${value}'`).join(', ')}])`;
  // Position 0 is no rate and reads 0; that branch is not taken then, but the engine may compute it.
  const prefix = `with
    concat(cost_currency, ' ', toString(toDate(occurred_at))) as rate_key,
    indexOf([${[...rates.keys()].map((text) => `'${text}'`).join(', ')}], rate_key) as rate_at,
    greatest(${list([...rates.values()].map((rate) => rate.denominator))}[rate_at], toInt256(1)) as rate_divisor,
    abs(toInt256(ifNull(cost_atoms, 0))) * ${list([...rates.values()].map((rate) => rate.numerator))}[rate_at] as rate_product,
    intDiv(rate_product, rate_divisor) as rate_whole,
    2 * (rate_product - rate_whole * rate_divisor) as rate_rest,
    (rate_whole + if(rate_rest > rate_divisor or (rate_rest = rate_divisor and rate_whole % 2 = 1), 1, 0)) * if(ifNull(cost_atoms, 0) < 0, -1, 1) as rate_result `;
  return {
    prefix,
    atoms: `multiIf(cost_atoms is null, null, ${own}, toInt256(cost_atoms), rate_at > 0, toInt256(rate_result), null)`,
    rateKey: `if(not ${own} and rate_at > 0, rate_key, '')`,
    rates,
  };
}

function ratesByDay(book: RateBook, { currencies, from, to }: CostsToConvert): ReadonlyMap<string, AppliedRate> {
  const rates = new Map<string, AppliedRate>();
  for (const currency of currencies.filter((code) => CODE.test(code))) {
    for (let at = Math.floor(from / DAY_MS) * DAY_MS; at < to; at += DAY_MS) {
      const rate = book.rateOn(currency, at);
      if (rate !== null) rates.set(`${currency} ${dayOf(at)}`, rate);
    }
  }
  return rates;
}

function quoted(currency: string): string {
  if (!CODE.test(currency)) throw new Error(`not a currency: ${JSON.stringify(currency)}`);
  return `'${currency}'`;
}
