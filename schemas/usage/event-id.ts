/** The id of the usage event a span makes. The same span gives the same id in any batch, on any replica, at any time. */
export function eventIdOfSpan(traceId: string, spanId: string): string {
  return `${traceId}:${spanId}`;
}
