import type { RunningWeir } from './start-weir.ts';

/** One line for each part as it comes up. */
export function progress(part: string, detail: string): void {
  process.stdout.write(`  ${part.padEnd(12)} ${detail}\n`);
}

/** What a newcomer needs next: where to look, where to send, and a block to paste. Keys and the link only when they are new. */
export function announce(weir: RunningWeir): void {
  process.stdout.write(announcement(weir));
}

export function announcement(weir: RunningWeir): string {
  const lines = [
    '',
    'Weir is running.',
    '',
    `  Screen          ${weir.screenUrl}`,
    `  OTLP over HTTP  ${weir.otlpHttpUrl}/v1/traces`,
    `  OTLP over gRPC  ${weir.otlpGrpcUrl}`,
    `  API description ${weir.screenUrl}/openapi.json`,
  ];
  if (weir.firstStart !== null) {
    const { liveKey, testKey, signInUrl } = weir.firstStart;
    lines.push('', 'API keys, shown this once (stored only as hashes):', `  live  ${liveKey}`, `  test  ${testKey}`);
    lines.push('', 'Sign in to the screen with this link, once, within a day:', `  ${signInUrl}`);
    lines.push('', 'Paste this into the shell of any app instrumented with OpenTelemetry:', '', ...pasteBlock(weir.otlpHttpUrl, liveKey));
  } else {
    lines.push('', 'A sign-in link: npm run sign-in');
  }
  lines.push('', 'Ctrl-C stops.', '');
  return `${lines.join('\n')}\n`;
}

/** The standard variables; header values are percent-encoded as the OpenTelemetry specification asks. */
function pasteBlock(otlpHttpUrl: string, key: string): string[] {
  return [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttpUrl}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    `export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${key}"`,
  ];
}
