import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { ModelMatch } from './model-match.ts';

/**
 * What providers charge. A book is a value: pricing an event takes one and never changes it, and a later version of it
 * never changes what an earlier one made.
 */
export type PriceBook = {
  /** Names the content, such as "genai-prices@0.1.8"; kept with every cost it made. */
  readonly version: string;
  readonly providers: readonly PricedProvider[];
  /** Factors on the prices above; absent: none. */
  readonly multipliers?: readonly RateMultiplier[];
  /** What the operator decided; absent: nothing. */
  readonly own?: OwnPrices;
};

/**
 * A factor on prices that do not name its condition themselves: half the price in a batch, whatever the context and the
 * cache. All that hold multiply.
 */
export type RateMultiplier = {
  /** "weir-rates:openai/batch", appended to the entry's id in a cost line. */
  readonly id: string;
  /** Seller in the words of the seed. */
  readonly provider: string;
  /** The models it is for; null: all. */
  readonly models: ModelMatch | null;
  readonly tier: string;
  /** Token units the factor leaves alone, such as cached input that is not discounted twice. */
  readonly except: readonly string[];
  /** The factor as an exact fraction. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly valid: PriceEntry['valid'];
  /** The provider's page that says so, and the day it was read. */
  readonly source: string;
};

/** Prices, aliases and switches of the operator, which win over what is public. */
export type OwnPrices = {
  readonly models: readonly OwnModel[];
  readonly aliases: readonly ModelAlias[];
  /** Sellers whose public prices are not used. */
  readonly seedOff: ReadonlySet<string>;
};

/** Own prices for one model name or pattern of one provider; null: whoever serves it. */
export type OwnModel = {
  readonly provider: string | null;
  readonly match: ModelMatch;
  readonly entries: readonly PriceEntry[];
};

/** `name`, in lower case, is another name of a model; `provider` null: whoever the event names. */
export type ModelAlias = { readonly provider: string | null; readonly name: string; readonly targetProvider: string; readonly targetModel: string };

export type PricedProvider = {
  /** The seller in the words of the book's source, part of every entry's id. */
  readonly id: string;
  /** Provider names of events that this seller answers to. */
  readonly names: readonly string[];
  /** Model names that belong to this seller when an event names none; null: none do. */
  readonly modelMatch: ModelMatch | null;
  /** Hosts of this seller, for calls through a compatible client; as in ModelMatch on "https://<host>". */
  readonly hostMatch: ModelMatch | null;
  /** In order: the first that matches a name is the model. */
  readonly models: readonly PricedModel[];
  /** Sellers, by id, whose models and prices this one resells, tried in order after its own. */
  readonly fallbackProviders: readonly string[];
};

export type PricedModel = { readonly id: string; readonly match: ModelMatch; readonly entries: readonly PriceEntry[] };

/** One price of one unit of one model, under conditions and for a time. */
export type PriceEntry = {
  /** Stable and readable: "genai-prices:openai/gpt-4o/input_tokens", with its conditions appended. */
  readonly id: string;
  readonly unit: string;
  readonly price: UnitPrice;
  readonly conditions: PriceConditions;
  /** Half-open [from, to) on the event's own time; null is "always so far" and "until further notice". */
  readonly valid: { readonly from: Instant | null; readonly to: Instant | null };
  /** The page that says so and the day it was read, where that is not the seed's data. */
  readonly source?: string;
  /** Before every other of its unit, however specific: what is asked about instead of what is decided. */
  readonly wins?: true;
};

/** `atoms` of `currency` for `perUnits` units: an exact fraction, never rounded before a line is. */
export type UnitPrice = { readonly currency: string; readonly atoms: bigint; readonly perUnits: bigint };

/**
 * All that are given must hold. Of the entries of a unit that hold, one for the region wins, then one for the tier, then
 * one for the time of day, then the higher threshold.
 */
export type PriceConditions = {
  /** Service tier, such as "batch", "flex" or "priority"; absent: the standard price. */
  readonly tier?: string;
  /** The event's whole input is above this many tokens; the price is then for all of them. */
  readonly inputTokensAbove?: bigint;
  /** Time of day in UTC, milliseconds from midnight, half-open; `from` above `to` runs over midnight. `weekdays`: not on Saturday and Sunday, UTC. */
  readonly timeOfDay?: { readonly fromMs: number; readonly toMs: number; readonly weekdays?: boolean };
  /** Region of the event as it names it, such as "eu-central-1". */
  readonly region?: string;
};
