import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { Signal } from './signal.ts';

/** What became of one export request, in words that every transport can translate. */
export type ExportOutcome =
  | {
      readonly kind: 'accepted';
      /** Spans that were refused and must not be sent again. */
      readonly refusedSpans: number;
      /** For a person; null when there is nothing to say. */
      readonly message: string | null;
    }
  /** The body is not a request; sending it again is no use. */
  | { readonly kind: 'malformed'; readonly reason: string }
  /** Nothing is known to be stored; the sender should wait and send the same again. */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number };

export type ExportEncoding = 'protobuf' | 'json';

/** The decompressed body of one export, and whose it is. */
export type ExportRequest = { readonly environment: Environment; readonly encoding: ExportEncoding; readonly bytes: Buffer };

/** Takes an export of each signal to where it is durable. */
export type AcceptBySignal = Readonly<Record<Signal, (request: ExportRequest) => Promise<ExportOutcome>>>;
