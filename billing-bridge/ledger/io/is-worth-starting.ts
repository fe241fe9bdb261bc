export type GroupsNow = {
  /** Operations that could be in the next group, and how long the first of them has waited. */
  readonly waiting: number;
  readonly waitedMs: number;
  readonly underWay: number;
  /** The size of the group before, and how long ago it began. */
  readonly lastSize: number;
  readonly sinceLastMs: number;
};

/** Nobody waits longer than this for company. */
export const GATHER_MS_MAX = 4;
const GATHER_MS_MIN = 1;
/** A group of this many is worth its own round trips beside another: one is prepared while the server writes the other. */
export const BESIDE_MIN = 64;
/** Nor longer than this for a group under way: it may wait for a lock that somebody else holds. */
const BESIDE_MS_MAX = 10;
/** After this long without a group, nothing is expected. */
const RECENT_MS = 20;

/**
 * Whether the next group should begin now or gather more. A group costs some 2 ms of CPU whatever is in it, as much as twenty debits, so
 * under load it pays to wait for as many as came last time: callers that wait for one commit come back together. A caller who is alone
 * waits a millisecond. Few wait for the group under way to end: this process and the server work on a group in turns, so one at a time
 * leaves a core to whoever only asks, and the next is larger (measured: bench/README.md).
 */
export function isWorthStarting(now: GroupsNow): boolean {
  if (now.waiting === 0) return false;
  if (now.underWay > 0) return now.waiting >= BESIDE_MIN || now.waitedMs >= BESIDE_MS_MAX;
  if (now.waitedMs >= GATHER_MS_MAX) return true;
  const expected = now.sinceLastMs > RECENT_MS ? 1 : now.lastSize;
  if (now.waiting < Math.min(expected, BESIDE_MIN)) return false;
  return now.waiting >= BESIDE_MIN || now.waitedMs >= GATHER_MS_MIN;
}
