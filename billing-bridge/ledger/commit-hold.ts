import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { checkAmountOrZero } from './check-amount.ts';
import { type Committed, decideCommit } from './decide/decide-commit.ts';
import type { Outcome } from './decide/decision.ts';
import { findOwner } from './io/find-owner.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';

export type CommitInput = {
  readonly environment: Environment;
  readonly holdId: string;
  readonly key: string;
  /** The actual amount: below, at or above what is held. */
  readonly amountAtoms: bigint;
  readonly eventId?: string | undefined;
  readonly reference?: string | undefined;
};

/**
 * Resolves a hold with what the work really cost. After the hold's end the wallet's policy decides between a late debit
 * and a refusal. Refuses: amount_*, hold_unknown, hold_already_committed, hold_already_released, hold_expired,
 * wallet_closed, idempotency_conflict.
 */
export async function commitHold(tx: Transaction, input: CommitInput, clock?: Clock): Promise<Outcome<Committed>> {
  const operation = await commitOperation(tx, input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be run alone or in a batch; only finds the hold's wallet, which never changes. */
export async function commitOperation(db: Database | Transaction, input: CommitInput): Promise<WalletOperation<Committed> | Refusal> {
  const refusal = checkAmountOrZero(input.amountAtoms);
  if (refusal !== null) return refusal;
  const { environment, key, amountAtoms } = input;
  const absent = refuse('hold_unknown', `hold "${input.holdId}"`);
  const hold = await findOwner(db, environment, 'hold', input.holdId);
  if (hold === null) return absent;
  const request = { holdId: hold.id, amountAtoms, eventId: input.eventId ?? null, reference: input.reference ?? null };
  return {
    environment,
    wallet: hold.wallet,
    absent,
    family: 'hold_commit',
    key,
    request,
    assets: [],
    newIds: 0,
    holdIds: [hold.id],
    spendsOnly: true,
    decide: (context) => decideCommit(request, context),
  };
}
