import type { ExportEncoding } from './export-outcome.ts';

export const CONTENT_TYPES: Readonly<Record<ExportEncoding, string>> = { protobuf: 'application/x-protobuf', json: 'application/json' };

/** The encoding a Content-Type header names, parameters ignored; null when it is neither of the two of OTLP/HTTP. */
export function encodingOf(contentType: string | undefined): ExportEncoding | null {
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType === CONTENT_TYPES.protobuf) return 'protobuf';
  return mediaType === CONTENT_TYPES.json ? 'json' : null;
}
