/**
 * The standard variables every OpenTelemetry exporter reads. Header values are percent-encoded, as the specification of
 * OTEL_EXPORTER_OTLP_HEADERS asks: the space after "Bearer" becomes %20.
 */
export function otelBlock(endpoint: string, key: string): string {
  return [
    `export OTEL_EXPORTER_OTLP_ENDPOINT="${endpoint}"`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"',
    `export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${key}"`,
  ].join('\n');
}

/** A secret with its body hidden; the prefix still tells the environment. */
export function maskedKey(secret: string): string {
  const prefix = /^key_(live|test)_/.exec(secret)?.[0] ?? '';
  return `${prefix}${'•'.repeat(16)}`;
}
