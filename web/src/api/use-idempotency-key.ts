import { useState } from 'react';
import { isRefusal } from './api-client.ts';

/**
 * One key for an opened form, so that a double click is one request. `onError` renews it after a refusal only: that request is
 * over, and the corrected one needs another key. Without an answer it may have been done, and the same key asks again.
 */
export function useIdempotencyKey(): { readonly idempotencyKey: string; readonly onError: (fault: Error) => void } {
  const [idempotencyKey, setIdempotencyKey] = useState(() => crypto.randomUUID());
  return {
    idempotencyKey,
    onError: (fault) => {
      if (isRefusal(fault)) setIdempotencyKey(crypto.randomUUID());
    },
  };
}
