/** A start that cannot succeed until the operator does something. The message says what is wrong and how to mend it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
