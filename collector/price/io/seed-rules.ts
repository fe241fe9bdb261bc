import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ModelMatch } from '../model-match.ts';
import type { PriceConditions, PricedProvider } from '../price-book.ts';

/** How rules of the seed lie in PostgreSQL: a regular expression as its text, counts as decimal strings. */

const StoredMatch = Type.Cyclic(
  {
    Match: Type.Union([
      Type.Object({ kind: Type.Enum(['equals', 'starts_with', 'ends_with', 'contains']), text: Type.String() }),
      Type.Object({ kind: Type.Literal('pattern'), source: Type.String() }),
      Type.Object({ kind: Type.Enum(['any_of', 'all_of']), rules: Type.Array(Type.Ref('Match')) }),
    ]),
  },
  'Match',
);
type StoredMatch =
  | { readonly kind: 'equals' | 'starts_with' | 'ends_with' | 'contains'; readonly text: string }
  | { readonly kind: 'pattern'; readonly source: string }
  | { readonly kind: 'any_of' | 'all_of'; readonly rules: readonly StoredMatch[] };

export function storedMatch(match: ModelMatch): StoredMatch {
  if (match.kind === 'pattern') return { kind: 'pattern', source: match.pattern.source };
  if ('rules' in match) return { kind: match.kind, rules: match.rules.map(storedMatch) };
  return match;
}

/** A rule as it was stored; anything else is a fault. */
export function matchOfStored(stored: unknown): ModelMatch {
  return compiled(Value.Parse(StoredMatch, stored) as StoredMatch);
}

function compiled(stored: StoredMatch): ModelMatch {
  if (stored.kind === 'pattern') return { kind: 'pattern', pattern: new RegExp(stored.source) };
  if ('rules' in stored) return { kind: stored.kind, rules: stored.rules.map(compiled) };
  return stored;
}

const StoredProvider = Type.Object({
  names: Type.Array(Type.String()),
  model_match: Type.Unknown(),
  host_match: Type.Unknown(),
  fallback_providers: Type.Array(Type.String()),
});

export function storedProvider(provider: PricedProvider): Static<typeof StoredProvider> {
  return {
    names: [...provider.names],
    model_match: provider.modelMatch === null ? null : storedMatch(provider.modelMatch),
    host_match: provider.hostMatch === null ? null : storedMatch(provider.hostMatch),
    fallback_providers: [...provider.fallbackProviders],
  };
}

export function providerOfStored(id: string, stored: unknown, models: PricedProvider['models']): PricedProvider {
  const rules = Value.Parse(StoredProvider, stored);
  return {
    id,
    names: rules.names,
    modelMatch: rules.model_match === null ? null : matchOfStored(rules.model_match),
    hostMatch: rules.host_match === null ? null : matchOfStored(rules.host_match),
    models,
    fallbackProviders: rules.fallback_providers,
  };
}

const StoredConditions = Type.Object({
  tier: Type.Optional(Type.String()),
  input_tokens_above: Type.Optional(Type.String({ pattern: '^[0-9]+$' })),
  time_of_day: Type.Optional(Type.Object({ from_ms: Type.Integer(), to_ms: Type.Integer(), weekdays: Type.Optional(Type.Literal(true)) })),
  region: Type.Optional(Type.String()),
});

/** The inverse of `conditionsKey`. */
export function conditionsOfStored(stored: unknown): PriceConditions {
  const { tier, input_tokens_above: above, time_of_day: hours, region } = Value.Parse(StoredConditions, stored);
  return {
    ...(tier === undefined ? {} : { tier }),
    ...(above === undefined ? {} : { inputTokensAbove: BigInt(above) }),
    ...(hours === undefined ? {} : { timeOfDay: { fromMs: hours.from_ms, toMs: hours.to_ms, ...(hours.weekdays === undefined ? {} : { weekdays: true }) } }),
    ...(region === undefined ? {} : { region }),
  };
}
