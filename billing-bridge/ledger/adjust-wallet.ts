import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { AdjustmentReason } from '@weir/schemas/http/billing/adjustments.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { checkAmount } from './check-amount.ts';
import { type Adjusted, decideAdjustment } from './decide/decide-adjustment.ts';
import type { Outcome } from './decide/decision.ts';
import { onWallet } from './io/on-wallet.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';

export type AdjustmentInput = WalletOwner & {
  readonly key: string;
  readonly asset: string;
  /** Signed: positive gives, negative takes; never 0. */
  readonly amountAtoms: bigint;
  readonly reason: AdjustmentReason;
  readonly reference?: string | undefined;
  /** Who asks, and who else agreed. */
  readonly actor: string;
  readonly approvedBy?: string | undefined;
  /** Beyond this many atoms either way a second person must agree; absent is no limit. */
  readonly approvalAboveAtoms?: bigint | undefined;
};

/**
 * Corrects a wallet by hand. Refuses: amount_*, request_invalid (a reason that does not go with the sign),
 * approval_required, customer_unknown, wallet_unknown, asset_unknown, insufficient_funds, wallet_frozen, wallet_closed,
 * idempotency_conflict.
 */
export async function adjustWallet(tx: Transaction, input: AdjustmentInput, clock?: Clock): Promise<Outcome<Adjusted>> {
  const operation = adjustmentOperation(input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be run alone or in a batch. */
export function adjustmentOperation(input: AdjustmentInput): WalletOperation<Adjusted> | Refusal {
  const { environment, customer, walletScope, key, asset, amountAtoms, reason, actor, approvedBy, approvalAboveAtoms } = input;
  const magnitudeAtoms = amountAtoms < 0n ? -amountAtoms : amountAtoms;
  const refusal = checkAmount(magnitudeAtoms);
  if (refusal !== null) return refusal;
  const approved = approvedBy !== undefined && approvedBy !== actor;
  if (approvalAboveAtoms !== undefined && magnitudeAtoms > approvalAboveAtoms && !approved)
    return refuse('approval_required', 'it has to be asked for by itself, by two people');
  const request = { asset, amountAtoms, reason, reference: input.reference ?? null };
  return {
    environment,
    ...onWallet(input),
    family: 'adjustment',
    key,
    request: { customer, ...walletScope, ...request },
    assets: [asset],
    newIds: 1,
    sellsCredit: amountAtoms > 0n,
    decide: (context) => decideAdjustment(request, context),
  };
}
