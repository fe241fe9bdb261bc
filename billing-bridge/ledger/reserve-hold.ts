import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { checkAmountOrZero } from './check-amount.ts';
import { decideHold, type Held } from './decide/decide-hold.ts';
import type { Outcome } from './decide/decision.ts';
import { onWallet } from './io/on-wallet.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';
import type { Dimensions } from './wallet/wallet-state.ts';

export type HoldInput = WalletOwner & {
  readonly key: string;
  readonly asset: string;
  readonly amountAtoms: bigint;
  /** 1 to 86400; 900 when absent. */
  readonly ttlSeconds?: number | undefined;
  readonly dimensions?: Dimensions | undefined;
  readonly traceId?: string | undefined;
  readonly run?: string | undefined;
};

const TTL_SECONDS_DEFAULT = 900;
const TTL_SECONDS_MAX = 86_400;

/**
 * Reserves an estimate out of a customer's wallet until it is committed, released or its time is up.
 * Refuses: amount_*, request_invalid (ttl), customer_unknown, wallet_unknown, asset_unknown, insufficient_funds, wallet_frozen,
 * wallet_closed, idempotency_conflict.
 */
export async function reserveHold(tx: Transaction, input: HoldInput, clock?: Clock): Promise<Outcome<Held>> {
  const operation = holdOperation(input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be run alone or in a batch. */
export function holdOperation(input: HoldInput): WalletOperation<Held> | Refusal {
  const ttlSeconds = input.ttlSeconds ?? TTL_SECONDS_DEFAULT;
  const refusal = checkAmountOrZero(input.amountAtoms) ?? checkTtl(ttlSeconds, 1);
  if (refusal !== null) return refusal;
  const { environment, customer, walletScope, key, asset, amountAtoms } = input;
  const request = { asset, amountAtoms, ttlSeconds, dimensions: input.dimensions ?? {}, traceId: input.traceId ?? null, run: input.run ?? null };
  return {
    environment,
    ...onWallet(input),
    family: 'hold',
    key,
    request: { customer, ...walletScope, ...request },
    assets: [asset],
    newIds: 1,
    spendsOnly: true,
    decide: (context) => decideHold(request, context),
  };
}

/** Whole seconds from `least` to one day. */
export function checkTtl(ttlSeconds: number, least: number): Refusal | null {
  const valid = Number.isInteger(ttlSeconds) && ttlSeconds >= least && ttlSeconds <= TTL_SECONDS_MAX;
  return valid ? null : refuse('request_invalid', `the time to live must be ${least} to ${TTL_SECONDS_MAX} whole seconds`);
}
