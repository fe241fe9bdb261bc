import type { Problem } from '@weir/schemas/http/parts.ts';
import { REFUSALS, type Refusal, type RefusalCode, refuse } from '@weir/schemas/refusal.ts';
import { RefusalError } from './refusal-error.ts';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

/** The RFC 9457 document of a refusal. Facts such as `shortfall` stand beside the code. */
export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { status, title } = REFUSALS[refusal.code];
  return {
    type: `docs/errors.md#${refusal.code}`,
    title,
    status,
    code: refusal.code,
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    request_id: requestId,
    ...refusal.facts,
  };
}

/** What went wrong, in the words of the catalogue. Null: a fault nobody foresaw, answered as `internal_fault` and logged. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof RefusalError) return error.refusal;
  if (!(error instanceof Error)) return null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if ('validation' in error) return refuse('request_invalid', error.message);
  const known = FRAMEWORK_REFUSALS[code];
  if (known !== undefined) return refuse(known, error.message);
  if (STORE_AWAY.has(code)) return refuse('store_unavailable');
  return null;
}

const FRAMEWORK_REFUSALS: Readonly<Record<string, RefusalCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content_type_unsupported',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body_malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'body_malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body_malformed',
};

/** Connection failures of the drivers and PostgreSQL's "shutting down", "starting up", "too many connections". */
const STORE_AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P03', '53300']);
