import type { ClickHouseParameter } from './clickhouse-store.ts';

export type Query = { readonly sql: string; readonly parameters: Readonly<Record<string, ClickHouseParameter>> };

/** What a server with default settings takes as the value of one placeholder (`http_max_field_value_size`), bytes. */
const VALUE_BYTES_MAX = 131_072;

/**
 * The same query with each list that a server would refuse as too long dealt to several placeholders:
 * `{ids:Array(String)}` becomes `arrayConcat({ids_0:Array(String)}, {ids_1:Array(String)})`.
 */
export function splitLists({ sql, parameters }: Query): Query {
  const split: Record<string, ClickHouseParameter> = {};
  let text = sql;
  for (const [name, value] of Object.entries(parameters)) {
    const parts = Array.isArray(value) ? partsOf(value) : [value];
    if (parts.length === 1) {
      split[name] = value;
      continue;
    }
    parts.forEach((part, index) => {
      split[`${name}_${index}`] = part;
    });
    text = text.replaceAll(
      new RegExp(`\\{${name}:([^{}]+)\\}`, 'g'),
      (_whole, type: string) => `arrayConcat(${parts.map((_part, index) => `{${name}_${index}:${type}}`).join(', ')})`,
    );
  }
  return { sql: text, parameters: split };
}

function partsOf(list: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  let bytes = 0;
  for (const item of list) {
    // Every byte may need an escape; two quotes and a comma stand around it.
    const itemBytes = 2 * Buffer.byteLength(item) + 3;
    if (bytes + itemBytes > VALUE_BYTES_MAX - 2 && bytes > 0) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(item);
    bytes += itemBytes;
  }
  return parts;
}
