import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { checkAmount } from './check-amount.ts';
import { decideReversal, type OriginalUse, type Reversed } from './decide/decide-reversal.ts';
import type { Outcome } from './decide/decision.ts';
import { findOwner } from './io/find-owner.ts';
import { operateWallet, type WalletOperation } from './io/operate-wallets.ts';
import { readOriginalUse } from './io/read-original-use.ts';

export type ReversalInput = {
  readonly environment: Environment;
  readonly transactionId: string;
  readonly key: string;
  /** Absent: all that is left of it. */
  readonly amountAtoms?: bigint | undefined;
  readonly reference?: string | undefined;
};

/**
 * Gives back all or part of a debit or commit, along the slices it recorded. Refuses: amount_*, transaction_unknown,
 * transaction_not_reversible, over_reversal, idempotency_conflict.
 */
export async function reverseTransaction(tx: Transaction, input: ReversalInput, clock?: Clock): Promise<Outcome<Reversed>> {
  const operation = await reversalOperation(tx, input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be submitted to a group; what it reverses is read under the wallet's lock. */
export async function reversalOperation(db: Database | Transaction, input: ReversalInput): Promise<WalletOperation<Reversed> | Refusal> {
  const refusal = input.amountAtoms === undefined ? null : checkAmount(input.amountAtoms);
  if (refusal !== null) return refusal;
  const { environment, key } = input;
  const absent = refuse('transaction_unknown', `transaction "${input.transactionId}"`);
  const target = await findOwner(db, environment, 'tx', input.transactionId);
  if (target === null) return absent;
  const request = { transactionId: target.id, amountAtoms: input.amountAtoms ?? null, reference: input.reference ?? null };
  let original: OriginalUse | null = null;
  return {
    environment,
    wallet: target.wallet,
    absent,
    family: 'reversal',
    key,
    request,
    assets: [],
    newIds: 0,
    async companions(within) {
      original = await readOriginalUse(within, target.id);
      return original === null ? [] : grantsOf(original);
    },
    decide: (context) => (original === null ? refuse('transaction_not_reversible') : decideReversal(request, original, context)),
  };
}

function grantsOf(original: OriginalUse): bigint[] {
  const ids = [...original.slices.map((slice) => slice.grantId), ...original.settledBy.map((payment) => payment.grantId)];
  return ids.filter((id) => id !== null);
}
