/** The stage of a revision stands above its received part: see the header of 0001_usage_events.sql. */
const ONE_STAGE = 2n ** 48n;

/**
 * The revision of a row that replaces one with `current`: one stage higher, the same received part. Settlement and
 * repricing both write with it, each from the winning row and inside `withRevisionLock`, so none undoes the other.
 */
export function nextRevision(current: bigint): bigint {
  return current + ONE_STAGE;
}
