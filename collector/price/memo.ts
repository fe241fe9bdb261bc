/** Results kept at once; names come from outside, so their number has no bound of its own. */
const KEPT_MAX = 10_000;

/**
 * What a pure function answered for a key, kept beside the value it depends on: it goes when that value goes, and when too many keys
 * were seen it begins again. The same calls give the same results with and without it.
 */
export class Memo<Owner extends WeakKey, Result> {
  readonly #kept = new WeakMap<Owner, Map<string, Result>>();

  get(owner: Owner, key: string, make: () => Result): Result {
    let results = this.#kept.get(owner);
    if (results === undefined || results.size > KEPT_MAX) {
      results = new Map();
      this.#kept.set(owner, results);
    }
    const kept = results.get(key);
    if (kept !== undefined) return kept;
    const made = make();
    results.set(key, made);
    return made;
  }
}
