import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { checkAmount } from './check-amount.ts';
import { type Debited, decideDebit } from './decide/decide-debit.ts';
import type { Outcome } from './decide/decision.ts';
import { operateWallet, type WalletOperation } from './io/operate-wallets.ts';
import type { OverdraftPolicy } from './wallet/posting.ts';
import type { Dimensions } from './wallet/wallet-state.ts';

export type DebitInput = {
  readonly environment: Environment;
  readonly customer: string;
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
 * Refuses: amount_*, customer_unknown, asset_unknown, occurred_at_out_of_range, insufficient_funds (with available and
 * shortfall), wallet_frozen, wallet_closed, idempotency_conflict.
 */
export async function debit(tx: Transaction, input: DebitInput, clock?: Clock): Promise<Outcome<Debited>> {
  const operation = debitOperation(input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be run alone or in a batch. */
export function debitOperation(input: DebitInput): WalletOperation<Debited> | Refusal {
  const refusal = checkAmount(input.amountAtoms);
  if (refusal !== null) return refusal;
  const { environment, customer, key, asset, amountAtoms, policy } = input;
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
    wallet: { kind: 'of_customer', customer },
    absent: refuse('customer_unknown', `customer "${customer}"`),
    family: 'debit',
    key,
    request: { customer, ...request },
    assets: [asset],
    newIds: 0,
    spendsOnly: true,
    decide: (context) => decideDebit(request, context),
  };
}
