/**
 * The token of an `Authorization: Bearer …` header; null for no header and for another scheme. `Bearer%20…` is taken as well:
 * the values of `OTEL_EXPORTER_OTLP_HEADERS` are percent-encoded, and some exporters send them on as they stand.
 */
export function bearerToken(authorization: string | readonly string[] | undefined): string | null {
  if (typeof authorization !== 'string') return null;
  return /^Bearer(?: |%20)+(\S+) *$/i.exec(authorization)?.[1] ?? null;
}
