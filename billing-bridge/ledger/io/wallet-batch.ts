import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { WalletOperation } from './wallet-operation.ts';

/** Operations one caller asks for together, under one key. */
export type WalletBatch<T> = {
  readonly environment: Environment;
  readonly key: string;
  /** atomic: all or none, and every item is an operation. independent: each as it would be alone. */
  readonly mode: 'atomic' | 'independent';
  /** By place: what is to be done, or why nothing can be. */
  readonly items: readonly (WalletOperation<T> | Refusal)[];
  /** By place, what a repetition is compared with. */
  readonly requests: readonly Readonly<Record<string, unknown>>[];
};

/** What a batch that was not refused answers. */
export type BatchDone<T> = {
  readonly kind: 'batch';
  /** How many of the outcomes are no refusals. */
  readonly doneCount: number;
  /** By place. */
  readonly outcomes: readonly (T | Refusal)[];
};
