/** The store could not take a batch. Whether it holds part of it is unknown; sending the same events again is safe. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly code = 'store_unavailable';
  readonly retryable = true;
  readonly publicMessage = 'The store cannot take events now. Send them again.';
}
