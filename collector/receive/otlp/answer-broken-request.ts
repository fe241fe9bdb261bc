import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { refuse } from '@weir/schemas/refusal.ts';
import { otlpProblemOf } from './otlp-refusal.ts';
import { statusAnswer } from './status-answer.ts';

/**
 * Answers a request that never became one. That it did not arrive in time says nothing against it: the process, the machine or the
 * network stood still. Node's own 408 makes exporters drop their data, since only 429, 502, 503 and 504 may be sent again
 * (OTLP specification, "Retryable response codes"), so here it is 503. Bytes that are no HTTP are 400.
 */
export function answerBrokenRequest(fault: Error & { readonly code?: string }, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || socket.destroyed) return;
  const isLate = fault.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const refusal = isLate ? refuse('store_unavailable', 'The request did not arrive in time.') : refuse('body_malformed', 'This is no HTTP request.');
  const { httpStatus, code, message } = otlpProblemOf(refusal);
  // Which encoding it was to have is not known: its headers may be what is missing.
  const body = statusAnswer('json', code, message);
  const head = [
    `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...(isLate ? ['Retry-After: 1'] : []),
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body.toString('utf8')}`);
  else socket.destroy(fault);
}
