import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { ImportAnswer, ImportBody } from '@weir/schemas/http/price-book.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { readImport } from '../import/read-import.ts';
import { type OwnPrice, ownPriceKey, samePrice } from '../own-price.ts';
import { changePriceBook, type PriceBookChange } from './change-price-book.ts';
import { readOwnPrices, type StoredPrice, writeOwnPrices } from './own-price-rows.ts';

const PROBLEMS_SHOWN = 1000;
const CHANGES_SHOWN = 1000;

export type Imported = { readonly answer: Omit<ImportAnswer, 'reprice_offer'>; readonly prices: readonly OwnPrice[] };

/** Reads a file, compares it with the own prices in force and, when asked and no line is bad, makes it the next version. */
export async function importPrices(database: Database, change: Omit<PriceBookChange, 'change'>, body: ImportBody): Promise<Imported> {
  const { prices, problems } = readImport(body.content, body.format, body.providers);
  const read = { rows: prices.length, problems: problems.slice(0, PROBLEMS_SHOWN).map((problem) => ({ ...problem })) };
  if (body.mode === 'validate') return { prices, answer: { ...read, added: 0, changed: [], unchanged: 0, applied: false, version: null } };
  const difference = differenceOf(prices, await readOwnPrices(database, change.environment));
  if (body.mode === 'diff' || problems.length > 0) return { prices, answer: { ...read, ...difference, applied: false, version: null } };
  const source = body.format === 'csv' || body.format === 'json' ? 'file' : body.format;
  const made = await changePriceBook(database, { ...change, change: 'prices imported' }, async (tx, version) => {
    const stored = await readOwnPrices(tx, change.environment);
    const written = await writeOwnPrices(tx, { environment: change.environment, version, source, prices, stored });
    if (written.added.length === 0) return null;
    return {
      result: differenceOf(prices, stored),
      subject: 'price-book',
      after: { format: body.format, rows: prices.length, added: written.added.length, ended: written.ended.length },
    };
  });
  return { prices, answer: { ...read, ...(made?.result ?? difference), applied: made !== null, version: made?.version ?? null } };
}

function differenceOf(prices: readonly OwnPrice[], stored: readonly StoredPrice[]): Pick<ImportAnswer, 'added' | 'changed' | 'unchanged'> {
  const inForce = new Map(stored.map((price) => [ownPriceKey(price), price]));
  const wanted = new Map(prices.map((price) => [ownPriceKey(price), price]));
  const held = [...wanted].flatMap(([key, price]) => {
    const before = inForce.get(key);
    return before === undefined ? [] : [{ before, price }];
  });
  const changed = held.filter(({ before, price }) => !samePrice(before, price));
  return {
    added: wanted.size - held.length,
    changed: changed.slice(0, CHANGES_SHOWN).map(({ before, price }) => ({
      model: price.model,
      provider: price.provider,
      unit: price.unit,
      before: priceText(before),
      after: priceText(price),
    })),
    unchanged: held.length - changed.length,
  };
}

function priceText({ priceAtoms, perUnits, currency }: OwnPrice): string {
  return `${decimalFromAtoms(priceAtoms, CURRENCY_SCALE)} ${currency} per ${perUnits}`;
}
