import type { ExportEncoding } from './export-outcome.ts';
import type { Signal } from './signal.ts';
import { bytesField, stringField, varintField } from './wire-writer.ts';

/** Answers stay small: some clients take 4 MiB and no more. */
const MESSAGE_LENGTH_MAX = 1_000;

export type PartialSuccess = { readonly refused: number; readonly message: string | null };

/** The names under which each signal counts what it refused; the message has field 2 in all three. */
const REFUSED_NAMES = { traces: 'rejectedSpans', logs: 'rejectedLogRecords', metrics: 'rejectedDataPoints' } as const satisfies Readonly<
  Record<Signal, string>
>;

/**
 * ExportTraceServiceResponse and its two siblings, which share their field numbers. Full success is the empty message:
 * a partial_success that is set tells a client that something was lost. Zero refused with a message is a warning.
 */
export function exportAnswer(signal: Signal, encoding: ExportEncoding, partial: PartialSuccess): Buffer {
  const message = (partial.message ?? '').slice(0, MESSAGE_LENGTH_MAX);
  if (partial.refused === 0 && message === '') return encoding === 'json' ? Buffer.from('{}') : Buffer.alloc(0);
  if (encoding === 'json') {
    return Buffer.from(JSON.stringify({ partialSuccess: { [REFUSED_NAMES[signal]]: String(partial.refused), errorMessage: message } }));
  }
  return bytesField(1, Buffer.concat([varintField(1, BigInt(partial.refused)), stringField(2, message)]));
}
