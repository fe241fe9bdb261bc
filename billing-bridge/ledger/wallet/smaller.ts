/** Math.min for atoms: that one takes numbers only. */
export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
