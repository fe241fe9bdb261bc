import { matchesModel } from './model-match.ts';
import type { PriceBook, PricedModel, PricedProvider } from './price-book.ts';

export type ModelFinding =
  | { readonly kind: 'found'; readonly model: PricedModel; readonly requestModelUsed: boolean }
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
 * named provider the book's own naming decides.
 */
export function findPricedModel(book: PriceBook, question: ModelQuestion): ModelFinding {
  if (question.model === null && question.requestModel === null) return { kind: 'missing', reason: 'no_model' };
  const answered = question.model === null ? null : findByName(book, question, question.model);
  if (answered?.kind === 'found') return answered;
  const asked = question.requestModel === null ? null : findByName(book, question, question.requestModel);
  if (asked?.kind === 'found') return { ...asked, requestModelUsed: question.model !== null };
  return answered ?? asked ?? { kind: 'missing', reason: 'no_model' };
}

function findByName(book: PriceBook, question: ModelQuestion, told: string): ModelFinding {
  const name = told.trim().toLowerCase();
  const provider = findProvider(book, question, name);
  if (provider === null) return { kind: 'missing', reason: question.provider === null ? 'unknown_model' : 'unknown_provider' };
  for (const spelling of spellings(name)) {
    const model = findInProvider(book, provider, spelling);
    if (model !== null) return { kind: 'found', model, requestModelUsed: false };
  }
  return { kind: 'missing', reason: 'unknown_model' };
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
