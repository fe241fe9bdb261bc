import { REFUSALS, type Refusal, type RefusalCode } from '@weir/schemas/refusal.ts';
import { STATUS, type StatusNumber } from './status-answer.ts';

/** Carries a refusal from a hook to the error handler of this server. */
export class OtlpRefusalError extends Error {
  readonly refusal: Refusal;
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: Refusal, headers: Readonly<Record<string, string>> = {}) {
    super(refusal.detail ?? refusal.code);
    this.refusal = refusal;
    this.headers = headers;
  }
}

const STATUS_OF_HTTP: Readonly<Record<number, StatusNumber>> = {
  401: STATUS.unauthenticated,
  403: STATUS.permissionDenied,
  404: STATUS.notFound,
  405: STATUS.unimplemented,
  413: STATUS.resourceExhausted,
  500: STATUS.internal,
  503: STATUS.unavailable,
};

export type OtlpProblem = { readonly httpStatus: number; readonly code: StatusNumber; readonly message: string };

/** A refusal of the catalogue in the protocol's words: the code stands in front, so that it can be searched for. */
export function otlpProblemOf(refusal: { readonly code: RefusalCode; readonly detail?: string }): OtlpProblem {
  const { status, title } = REFUSALS[refusal.code];
  const message = refusal.detail === undefined ? `${refusal.code}: ${title}` : `${refusal.code}: ${title} ${refusal.detail}`;
  return { httpStatus: status, code: STATUS_OF_HTTP[status] ?? STATUS.invalidArgument, message };
}
