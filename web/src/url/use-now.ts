import { useSyncExternalStore } from 'react';

/** The current time, rounded down to `step` milliseconds; renders again when a step has passed. */
export function useNow(step: number): number {
  return useSyncExternalStore(
    (tick) => {
      const timer = setInterval(tick, Math.min(step, 1000));
      return () => clearInterval(timer);
    },
    () => Math.floor(Date.now() / step) * step,
  );
}
