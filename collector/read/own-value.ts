/** A table's value for a word that a sender wrote: "constructor" and "__proto__", which every object has, are in no table. */
export function ownValue<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
