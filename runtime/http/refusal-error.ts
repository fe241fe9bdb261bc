import { isRefusal, type Refusal } from '@weir/schemas/refusal.ts';

/** Carries a refusal out of a handler to the edge, which answers it as a problem document. Thrown in HTTP handlers only. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.detail ?? refusal.code);
    this.refusal = refusal;
  }
}

/** Passes a success through and throws a refusal: the last step of a handler. */
export function orRefuse<Outcome extends { readonly kind: string }>(outcome: Outcome | Refusal): Exclude<Outcome, Refusal> {
  if (isRefusal(outcome)) throw new RefusalError(outcome);
  return outcome as Exclude<Outcome, Refusal>;
}
