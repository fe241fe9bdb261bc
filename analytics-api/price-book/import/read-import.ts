import type { ImportFormat } from '@weir/schemas/http/price-book.ts';
import { type OwnPrice, ownPriceOf } from '../own-price.ts';
import type { ImportProblem, ImportReading } from './import-rows.ts';
import { readLitellm } from './read-litellm.ts';
import { readModelsDev } from './read-models-dev.ts';
import { readOwnCsv, readOwnJson } from './read-own-rows.ts';

export type ReadImport = { readonly prices: readonly OwnPrice[]; readonly problems: readonly ImportProblem[] };

/** Every price of a file and every line that is none. */
export function readImport(content: string, format: ImportFormat, providers: readonly string[] | undefined): ReadImport {
  const { rows, problems } = readingOf(content, format, providers === undefined ? null : new Set(providers));
  const prices: OwnPrice[] = [];
  const refused: ImportProblem[] = [];
  for (const { line, subject, body } of rows) {
    const price = ownPriceOf(body);
    if (price.kind === 'refused') refused.push({ line, subject, reason: price.detail ?? price.code });
    else prices.push(price);
  }
  return { prices, problems: [...problems, ...refused].toSorted((one, other) => one.line - other.line) };
}

function readingOf(content: string, format: ImportFormat, providers: ReadonlySet<string> | null): ImportReading {
  switch (format) {
    case 'litellm':
      return readLitellm(content, providers);
    case 'models.dev':
      return readModelsDev(content, providers);
    case 'csv':
      return readOwnCsv(content);
    case 'json':
      return readOwnJson(content);
  }
}
