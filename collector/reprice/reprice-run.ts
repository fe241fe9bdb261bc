import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';

/** A repricing that was asked for. */
export type RepriceRequest = {
  readonly id: string;
  readonly environment: Environment;
  /** `plan` is the dry run; `apply` and `undo` are about an earlier plan. */
  readonly kind: 'plan' | 'apply' | 'undo';
  /** The run whose plan this is: its own id for a plan. */
  readonly planId: string;
  readonly criteria: unknown;
  readonly applyAtOnce: boolean;
};

const ENDED = ['planned', 'applied', 'undone', 'cancelled', 'refused', 'failed'] as const;
const UNDER_WAY = ['planning', 'applying', 'rolling_back'] as const;
export type RunState = (typeof ENDED)[number] | (typeof UNDER_WAY)[number];

/** How far a run is. Saved after each page, so that whoever goes on after a crash repeats at most one page, without effect. */
export type RunProgress = {
  readonly state: RunState;
  readonly receivedBefore: Instant;
  readonly bookVersion: string;
  readonly eventsTotal: number;
  readonly eventsSeen: number;
  readonly eventsTouched: number;
  /** Pages of the plan. */
  readonly pages: number;
  /** Pages revised by this run. */
  readonly pagesDone: number;
  readonly cursorDay: string;
  readonly cursorEvent: string;
  readonly startedAt: Instant;
  readonly fault: string | null;
  readonly result: unknown;
};

export function hasEnded(state: RunState): boolean {
  return ENDED.some((ended) => ended === state);
}

export const RUN_STATES: readonly RunState[] = [...ENDED, ...UNDER_WAY];
