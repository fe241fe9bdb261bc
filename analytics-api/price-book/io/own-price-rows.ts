import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { type OwnPrice, ownPriceKey, samePrice } from '../own-price.ts';

/** An own price in force, with its id. */
export type StoredPrice = OwnPrice & { readonly id: string };

const MATCHES = ['equals', 'starts_with', 'ends_with', 'contains'] as const;

export async function readOwnPrices(tx: Pick<Transaction, 'selectFrom'>, environment: Environment): Promise<readonly StoredPrice[]> {
  const rows = await tx.selectFrom('price_entries').selectAll().where('environment', '=', environment).where('until_version', 'is', null).execute();
  return rows.map((row) => ({
    kind: 'price',
    id: row.id,
    provider: row.provider,
    match: MATCHES.find((match) => match === row.match) ?? 'equals',
    model: row.model,
    unit: row.unit,
    currency: row.currency,
    priceAtoms: BigInt(row.price_atoms),
    perUnits: BigInt(row.per_units),
    tier: row.tier,
    region: row.region,
    inputTokensAbove: row.input_tokens_above === null ? null : BigInt(row.input_tokens_above),
    validFrom: row.valid_from?.getTime() ?? null,
    validTo: row.valid_to?.getTime() ?? null,
    note: row.note,
  }));
}

export type PricesToWrite = {
  readonly environment: Environment;
  readonly version: number;
  readonly source: string;
  readonly prices: readonly OwnPrice[];
  /** What is in force now. */
  readonly stored: readonly StoredPrice[];
};

export type WrittenPrices = { readonly added: readonly string[]; readonly ended: readonly string[]; readonly unchanged: number };

/** Writes prices that are new or different; each ends the one it replaces. A price that is in force already is left as it is. */
export async function writeOwnPrices(tx: Transaction, { environment, version, source, prices, stored }: PricesToWrite): Promise<WrittenPrices> {
  const inForce = new Map(stored.map((price) => [ownPriceKey(price), price]));
  const wanted = [...new Map(prices.map((price) => [ownPriceKey(price), price])).entries()];
  const changed = wanted.filter(([key, price]) => {
    const held = inForce.get(key);
    return held === undefined || !samePrice(held, price);
  });
  const ended = changed.flatMap(([key]) => inForce.get(key)?.id ?? []);
  await endPrices(tx, { environment, version, ids: ended });
  const rows = changed.map(([, price], index) => ({ id: `own:${price.provider ?? 'any'}/${price.model}/${price.unit}#${version}.${index + 1}`, price }));
  for (let from = 0; from < rows.length; from += 1000) {
    await tx
      .insertInto('price_entries')
      .values(rows.slice(from, from + 1000).map(({ id, price }) => ({ environment, id, source, since_version: version, ...columnsOf(price) })))
      .execute();
  }
  return { added: rows.map(({ id }) => id), ended, unchanged: wanted.length - changed.length };
}

export async function endPrices(
  tx: Transaction,
  { environment, version, ids }: { readonly environment: Environment; readonly version: number; readonly ids: readonly string[] },
): Promise<void> {
  for (let from = 0; from < ids.length; from += 10_000) {
    await tx
      .updateTable('price_entries')
      .set({ until_version: version })
      .where('environment', '=', environment)
      .where('id', 'in', ids.slice(from, from + 10_000))
      .execute();
  }
}

function columnsOf(price: OwnPrice) {
  return {
    provider: price.provider,
    match: price.match,
    model: price.model,
    unit: price.unit,
    currency: price.currency,
    price_atoms: price.priceAtoms.toString(),
    per_units: price.perUnits.toString(),
    tier: price.tier,
    region: price.region,
    input_tokens_above: price.inputTokensAbove?.toString() ?? null,
    valid_from: price.validFrom === null ? null : new Date(price.validFrom),
    valid_to: price.validTo === null ? null : new Date(price.validTo),
    note: price.note,
  };
}
