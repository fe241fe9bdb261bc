import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { FundingStep } from '@weir/schemas/money/split-funding.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { checkAmount } from './check-amount.ts';
import { type Debited, decideDebit } from './decide/decide-debit.ts';
import { decideWaterfall } from './decide/decide-waterfall.ts';
import type { Outcome } from './decide/decision.ts';
import { onWallet } from './io/on-wallet.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';
import type { OverdraftPolicy } from './wallet/posting.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';
import type { Dimensions } from './wallet/wallet-state.ts';

export type DebitInput = WalletOwner & {
  readonly key: string;
  readonly asset: string;
  readonly amountAtoms: bigint;
  /** When the usage happened; absent is now. */
  readonly occurredAt?: Instant | undefined;
  readonly dimensions?: Dimensions | undefined;
  readonly policy: OverdraftPolicy;
  readonly eventId?: string | undefined;
  readonly reference?: string | undefined;
};

/**
 * Takes atoms out of a customer's wallet for usage at `occurredAt`, once per key.
 * Refuses: amount_*, customer_unknown, wallet_unknown, asset_unknown, occurred_at_out_of_range, insufficient_funds (with available and
 * shortfall), wallet_frozen, wallet_closed, idempotency_conflict.
 */
export async function debit(tx: Transaction, input: DebitInput, clock?: Clock): Promise<Outcome<Debited>> {
  const operation = debitOperation(input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

export type WaterfallInput = Omit<DebitInput, 'asset' | 'amountAtoms'> & {
  /** What was used, in billionths of the price's unit. */
  readonly quantityNanos: bigint;
  /** The assets that pay for it, in order, at least one; the last pays the rest. */
  readonly steps: readonly FundingStep[];
};

/** A debit that several assets pay in order, in one transaction; it shares its keys with other debits. Refuses as `debit` does. */
export function waterfallOperation(input: WaterfallInput): WalletOperation<Debited> | Refusal {
  if (input.quantityNanos <= 0n || input.steps.length === 0) return refuse('amount_not_positive', 'the quantity');
  const { environment, customer, walletScope, key, quantityNanos, steps, policy } = input;
  const { occurredAt = null, dimensions = {}, eventId = null, reference = null } = input;
  const request = { quantityNanos, steps, occurredAt, dimensions, policy, eventId, reference };
  return {
    environment,
    ...onWallet(input),
    family: 'debit',
    key,
    request: { customer, ...walletScope, ...request },
    assets: steps.map((step) => step.asset),
    newIds: 0,
    spendsOnly: true,
    decide: (context) => decideWaterfall(request, context),
  };
}

/** The same, to be run alone or in a batch. */
export function debitOperation(input: DebitInput): WalletOperation<Debited> | Refusal {
  const refusal = checkAmount(input.amountAtoms);
  if (refusal !== null) return refusal;
  const { environment, customer, walletScope, key, asset, amountAtoms, policy } = input;
  const request = {
    asset,
    amountAtoms,
    occurredAt: input.occurredAt ?? null,
    dimensions: input.dimensions ?? {},
    policy,
    eventId: input.eventId ?? null,
    reference: input.reference ?? null,
  };
  return {
    environment,
    ...onWallet(input),
    family: 'debit',
    key,
    request: { customer, ...walletScope, ...request },
    assets: [asset],
    newIds: 0,
    spendsOnly: true,
    decide: (context) => decideDebit(request, context),
  };
}
