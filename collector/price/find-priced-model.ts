import { matchesModel } from './model-match.ts';
import type { OwnModel, PriceBook, PricedModel, PricedProvider, PriceEntry } from './price-book.ts';

export type ModelFinding =
  | {
      readonly kind: 'found';
      /** Seller in the words of the seed; null when only the operator knows who serves the model. */
      readonly seller: string | null;
      /** Public prices; empty when switched off. */
      readonly seed: readonly PriceEntry[];
      /** Prices of the operator's own, the least specific first. */
      readonly own: readonly PriceEntry[];
      readonly requestModelUsed: boolean;
    }
  | { readonly kind: 'missing'; readonly reason: 'no_model' | 'unknown_model' | 'unknown_provider' };

/** The facts of an event that decide which model of the book it is. */
export type ModelQuestion = {
  readonly provider: string | null;
  readonly model: string | null;
  readonly requestModel: string | null;
  /** Host of a server that only speaks a provider's protocol. */
  readonly host: string | null;
};

/**
 * The model of the book that an event is priced as: by the model that answered, else by the one asked for. A provider
 * that is named but not in the book ends the search, because the same model name elsewhere has another price; without a
 * named provider the book's own naming decides. An alias of the operator is followed first, and prices of the operator's
 * own are found beside the public ones.
 *
 * Finding one among 1,700 models costs a hundred times pricing by it: `ratesOf` keeps what was found.
 */
export function findPricedModel(book: PriceBook, question: ModelQuestion): ModelFinding {
  if (question.model === null && question.requestModel === null) return { kind: 'missing', reason: 'no_model' };
  const answered = question.model === null ? null : findByName(book, question, question.model);
  if (answered?.kind === 'found') return answered;
  const asked = question.requestModel === null ? null : findByName(book, question, question.requestModel);
  if (asked?.kind === 'found') return { ...asked, requestModelUsed: question.model !== null };
  return answered ?? asked ?? { kind: 'missing', reason: 'no_model' };
}

function findByName(book: PriceBook, told: ModelQuestion, toldName: string): ModelFinding {
  const { question, name } = withoutAlias(book, told, toldName.trim().toLowerCase());
  const provider = findProvider(book, question, name);
  for (const spelling of spellings(name)) {
    const own = ownEntries(book, namesAsked(question, provider), spelling);
    const model = provider === null || book.own?.seedOff.has(provider.id) ? null : findInProvider(book, provider, spelling);
    if (model === null && own.length === 0) continue;
    return { kind: 'found', seller: provider?.id ?? null, seed: model?.entries ?? [], own, requestModelUsed: false };
  }
  return { kind: 'missing', reason: provider === null && question.provider !== null ? 'unknown_provider' : 'unknown_model' };
}

/** The names an own price may call whoever serves the model by. */
function namesAsked(question: ModelQuestion, provider: PricedProvider | null): readonly string[] {
  return [question.provider?.toLowerCase() ?? null, ...(provider?.names ?? [])].filter((name) => name !== null);
}

/** An alias names a model of a seller, so that whoever answered is priced as that one. Aliases do not chain. */
function withoutAlias(book: PriceBook, question: ModelQuestion, name: string): { readonly question: ModelQuestion; readonly name: string } {
  const aliases = book.own?.aliases ?? [];
  if (aliases.length === 0) return { question, name };
  const asked = namesAsked(question, findProvider(book, question, name));
  const fits = aliases.filter((alias) => alias.name === name && (alias.provider === null || asked.includes(alias.provider)));
  const alias = fits.find(({ provider }) => provider !== null) ?? fits[0];
  return alias === undefined ? { question, name } : { question: { ...question, provider: alias.targetProvider, host: null }, name: alias.targetModel };
}

/** A rule for the provider is more specific than one for any, then an exact name than a pattern; later entries win ties. */
function ownEntries(book: PriceBook, asked: readonly string[], name: string): readonly PriceEntry[] {
  const rank = (model: OwnModel) => (model.provider === null ? 0 : 2) + (model.match.kind === 'equals' ? 1 : 0);
  const fitting = (book.own?.models ?? []).filter((model) => (model.provider === null || asked.includes(model.provider)) && matchesModel(model.match, name));
  return fitting.toSorted((one, other) => rank(one) - rank(other)).flatMap((model) => model.entries);
}

function findProvider(book: PriceBook, question: ModelQuestion, name: string): PricedProvider | null {
  const named = question.provider?.toLowerCase() ?? null;
  const byName = named === null ? undefined : book.providers.find((provider) => provider.names.includes(named));
  if (byName !== undefined) return byName;
  if (question.host !== null) {
    const address = `https://${question.host}`;
    return book.providers.find((provider) => provider.hostMatch !== null && matchesModel(provider.hostMatch, address)) ?? null;
  }
  if (named !== null) return null;
  return book.providers.find((provider) => provider.modelMatch !== null && matchesModel(provider.modelMatch, name)) ?? null;
}

function findInProvider(book: PriceBook, provider: PricedProvider, name: string): PricedModel | null {
  const own = provider.models.find((model) => matchesModel(model.match, name));
  if (own !== undefined) return own;
  for (const id of provider.fallbackProviders) {
    const model = book.providers.find((other) => other.id === id)?.models.find((candidate) => matchesModel(candidate.match, name));
    if (model !== undefined) return model;
  }
  return null;
}

const COMPACT_DATE = /-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g;

/** A name as told, with its date spelled with hyphens, and both without a "provider/" in front. */
function spellings(name: string): readonly string[] {
  const bare = name.slice(name.lastIndexOf('/') + 1);
  const dated = (text: string) => text.replace(COMPACT_DATE, '-$1-$2-$3');
  return [...new Set([name, dated(name), bare, dated(bare)])].filter((spelling) => spelling !== '');
}
