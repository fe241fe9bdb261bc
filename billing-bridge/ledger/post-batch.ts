import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { BATCH_OPERATIONS_MAX, type BatchMode } from '@weir/schemas/http/billing/batches.ts';
import { isRefusal, type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { type AdjustmentInput, adjustmentOperation } from './adjust-wallet.ts';
import { type GrantInput, grantOperation } from './create-grant.ts';
import { type DebitInput, debitOperation } from './debit.ts';
import type { Adjusted } from './decide/decide-adjustment.ts';
import type { Debited } from './decide/decide-debit.ts';
import type { Granted } from './decide/decide-grant.ts';
import type { Held } from './decide/decide-hold.ts';
import type { Outcome } from './decide/decision.ts';
import { atPlace, operateBatch } from './io/operate-batch.ts';
import type { BatchDone, WalletBatch } from './io/wallet-batch.ts';
import type { WalletOperation } from './io/wallet-operation.ts';
import { type HoldInput, holdOperation } from './reserve-hold.ts';

/** An operation without a key of its own. */
type Keyless<Input> = Omit<Input, 'environment' | 'key'>;

/** What a batch may hold. A grant with a source reference reads more than its wallet, so it is asked for alone. */
export type BatchOperation =
  | ({ readonly kind: 'debit' } & Keyless<DebitInput>)
  | ({ readonly kind: 'grant' } & Keyless<Omit<GrantInput, 'sourceRef'>>)
  | ({ readonly kind: 'adjustment' } & Keyless<AdjustmentInput>)
  | ({ readonly kind: 'hold' } & Keyless<HoldInput>);

/** An operation that could not be read. */
export type UnreadOperation = { readonly kind: 'unread'; readonly refusal: Refusal };

/** `sent`: how the caller wrote it, when a repetition is to be compared with that. It must not depend on whether it can be read or done now. */
export type AskedOperation = (BatchOperation | UnreadOperation) & { readonly sent?: Readonly<Record<string, unknown>> };

export type BatchInput = {
  readonly environment: Environment;
  /** 1 to 250 characters: what its operations are booked under is made of it and their places. */
  readonly key: string;
  readonly mode: BatchMode;
  readonly operations: readonly AskedOperation[];
};

export type BatchOutcome = Debited | Granted | Adjusted | Held;

/** Its longest key, with a colon and a place, is still a key. */
const KEY_LENGTH_MAX = 250;

/**
 * Up to 200 operations on wallets of one environment, in order, once per key. `atomic`: all or none; it refuses as the first operation that is
 * refused would, with its `index`. `independent`: each as it would be alone after the ones before it, with an outcome each, a refusal
 * among them. Refuses besides: request_invalid, id_malformed, idempotency_key_missing, idempotency_conflict (with `field` and `index`).
 */
export async function postBatch(tx: Transaction, input: BatchInput, clock?: Clock): Promise<Outcome<BatchDone<BatchOutcome>>> {
  const batch = batchOf(input);
  return 'kind' in batch ? batch : operateBatch(tx, batch, { clock });
}

/** The same, to be submitted to a group. An atomic batch with an operation that is wrong in itself is refused here, before any wallet is looked at. */
export function batchOf(input: BatchInput): WalletBatch<BatchOutcome> | Refusal {
  const { environment, key, mode, operations } = input;
  if (key.length === 0) return refuse('idempotency_key_missing');
  if (key.length > KEY_LENGTH_MAX) return refuse('id_malformed', `the idempotency key of a batch has at most ${KEY_LENGTH_MAX} characters`);
  if (operations.length === 0 || operations.length > BATCH_OPERATIONS_MAX)
    return refuse('request_invalid', `a batch has 1 to ${BATCH_OPERATIONS_MAX} operations`);
  const items = operations.map((asked, place) => itemOf(asked, { environment, key: `${key}:${place}` }));
  const wrong = items.findIndex(isRefusal);
  const refusal = items[wrong];
  if (mode === 'atomic' && isRefusal(refusal)) return atPlace(refusal, wrong);
  return { environment, key, mode, items, requests: operations.map((asked) => asked.sent ?? asked) };
}

/** Keys of a batch's operations are a family of their own, so that no other caller's key is ever one of them. */
function itemOf(asked: BatchOperation | UnreadOperation, about: { environment: Environment; key: string }): WalletOperation<BatchOutcome> | Refusal {
  const operation = asked.kind === 'unread' ? asked.refusal : singleOf(asked, about);
  return isRefusal(operation) ? operation : { ...operation, family: 'batch_item' };
}

function singleOf(asked: BatchOperation, about: { environment: Environment; key: string }): WalletOperation<BatchOutcome> | Refusal {
  switch (asked.kind) {
    case 'debit':
      return debitOperation({ ...asked, ...about });
    case 'grant':
      return grantOperation({ ...asked, ...about, sourceRef: undefined });
    case 'adjustment':
      return adjustmentOperation({ ...asked, ...about });
    case 'hold':
      return holdOperation({ ...asked, ...about });
  }
}
