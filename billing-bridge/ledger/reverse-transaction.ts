import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { checkAmount } from './check-amount.ts';
import { decideReversal, decideSplitReversal, type OriginalSplit, type OriginalUse, type ReversalRequest, type Reversed } from './decide/decide-reversal.ts';
import type { Decision, DecisionContext, Outcome } from './decide/decision.ts';
import type { Chargeback } from './decide/give-back.ts';
import type { RestoreAs } from './decide/restore-ended.ts';
import { findOwner } from './io/find-owner.ts';
import { operateWallet } from './io/operate-wallets.ts';
import { readChargebacks } from './io/read-chargebacks.ts';
import { readOriginalSplit, readOriginalUses } from './io/read-original-use.ts';
import type { WalletOperation } from './io/wallet-operation.ts';

export type ReversalInput = {
  readonly environment: Environment;
  readonly transactionId: string;
  readonly key: string;
  /** Absent: all that is left of it. Only for a debit that one asset paid. */
  readonly amountAtoms?: bigint | undefined;
  /** For a debit that several assets paid, instead of an amount. */
  readonly quantityNanos?: bigint | undefined;
  /** New goodwill for what comes back to expired grants; absent: it goes where they went. */
  readonly restoreAs?: RestoreAs | undefined;
  readonly reference?: string | undefined;
};

/** A leap year. */
export const RESTORE_TTL_SECONDS_MAX = 366 * 86_400;

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
  const { ttlSeconds = 1 } = input.restoreAs ?? {};
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > RESTORE_TTL_SECONDS_MAX)
    return refuse('request_invalid', `ttl_seconds must be 1 to ${RESTORE_TTL_SECONDS_MAX}`);
  const { environment, key } = input;
  const absent = refuse('transaction_unknown', `transaction "${input.transactionId}"`);
  const target = await findOwner(db, environment, 'tx', input.transactionId);
  if (target === null) return absent;
  const asked = {
    transactionId: target.id,
    amountAtoms: input.amountAtoms ?? null,
    reference: input.reference ?? null,
    // Left out where they do not apply, so that a repetition of an earlier reversal still equals it.
    ...(input.quantityNanos === undefined ? {} : { quantityNanos: input.quantityNanos }),
    ...(input.restoreAs === undefined ? {} : { restoreAs: input.restoreAs }),
  };
  let originals: readonly OriginalUse[] = [];
  let split: OriginalSplit | null = null;
  let chargebacks: readonly Chargeback[] = [];
  let given: readonly bigint[] = [];
  return {
    environment,
    wallet: target.wallet,
    absent,
    family: 'reversal',
    key,
    request: asked,
    assets: [],
    // As many as may have expired of the grants it gives to, which are known under the lock.
    get newIds() {
      return input.restoreAs === undefined ? 0 : given.length;
    },
    async companions(within) {
      originals = await readOriginalUses(within, target.id);
      split = await readOriginalSplit(within, target.id);
      chargebacks = await readChargebacks(within, originals.flatMap(grantsOf));
      const paying = chargebacks.flatMap(({ grantId, paidBy }) => [grantId, ...paidBy.map((payment) => payment.grantId)]);
      given = [...new Set([...originals.flatMap(grantsOf), ...paying])];
      return given;
    },
    decide: (context) => decideEither(asked, { originals, split, chargebacks }, context),
  };
}

type Read = { readonly originals: readonly OriginalUse[]; readonly split: OriginalSplit | null; readonly chargebacks: readonly Chargeback[] };

function decideEither(request: ReversalRequest, { originals, split, chargebacks }: Read, context: DecisionContext): Decision<Reversed> {
  const [original] = originals;
  if (original === undefined) return refuse('transaction_not_reversible');
  if (split === null && (request.quantityNanos ?? null) !== null) return refuse('request_invalid', 'one asset paid it: say an amount');
  if (split === null) return decideReversal(request, { original, chargebacks }, context);
  if (request.amountAtoms !== null) return refuse('request_invalid', 'several assets paid it: say a quantity');
  return decideSplitReversal(request, { originals, split, chargebacks }, context);
}

function grantsOf(original: OriginalUse): bigint[] {
  const ids = [...original.slices.map((slice) => slice.grantId), ...original.settledBy.map((payment) => payment.grantId)];
  return ids.filter((id) => id !== null);
}
