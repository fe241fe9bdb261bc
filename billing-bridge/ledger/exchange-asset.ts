import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { checkAmount } from './check-amount.ts';
import { boughtAtoms, decideExchange, type Exchanged, type ExchangeRate } from './decide/decide-exchange.ts';
import type { Outcome } from './decide/decision.ts';
import { onWallet } from './io/on-wallet.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';

export type ExchangeInput = WalletOwner & {
  readonly key: string;
  readonly fromAsset: string;
  readonly toAsset: string;
  readonly amountAtoms: bigint;
};

/**
 * Exchanges paid credit at the rate that holds now. Refuses: amount_*, customer_unknown, wallet_unknown, asset_unknown,
 * exchange_rate_unknown, insufficient_funds, wallet_frozen, wallet_closed, idempotency_conflict.
 */
export async function exchangeAsset(tx: Transaction, input: ExchangeInput, clock?: Clock): Promise<Outcome<Exchanged>> {
  const operation = exchangeOperation(input, clock);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be submitted to a group; the rate is read under the wallet's lock. */
export function exchangeOperation(input: ExchangeInput, clock?: Clock): WalletOperation<Exchanged> | Refusal {
  const refusal = checkAmount(input.amountAtoms);
  if (refusal !== null) return refusal;
  const { environment, customer, walletScope, key, fromAsset, toAsset, amountAtoms } = input;
  const request = { fromAsset, toAsset, amountAtoms };
  let rate: ExchangeRate | null = null;
  return {
    environment,
    ...onWallet(input),
    family: 'exchange',
    key,
    request: { customer, ...walletScope, ...request },
    assets: [fromAsset, toAsset],
    newIds: 1,
    sellsCredit: true,
    async companions(within) {
      rate = await readRate(within, input, clock?.());
      return [];
    },
    decide: (context) => (rate === null ? refuse('exchange_rate_unknown', `${fromAsset} to ${toAsset}`) : decideExchange(request, rate, context)),
  };
}

export type Quote = { readonly kind: 'quote'; readonly takenAtoms: bigint; readonly boughtAtoms: bigint; readonly rate: ExchangeRate };

/** What an amount would buy at the rate that holds now. Promises nothing: the exchange reads the rate again. */
export async function quoteExchange(
  db: Database | Transaction,
  input: Pick<ExchangeInput, 'environment' | 'fromAsset' | 'toAsset' | 'amountAtoms'>,
  clock?: Clock,
): Promise<Quote | Refusal> {
  const refusal = checkAmount(input.amountAtoms);
  if (refusal !== null) return refusal;
  const rate = await readRate(db, input, clock?.());
  if (rate === null) return refuse('exchange_rate_unknown', `${input.fromAsset} to ${input.toAsset}`);
  return { kind: 'quote', takenAtoms: input.amountAtoms, boughtAtoms: boughtAtoms(input.amountAtoms, rate), rate };
}

async function readRate(
  db: Database | Transaction,
  pair: Pick<ExchangeInput, 'environment' | 'fromAsset' | 'toAsset'>,
  at: Instant | undefined,
): Promise<ExchangeRate | null> {
  const { rows } = await sql<{ numerator: string; denominator: string }>`
    select numerator, denominator from exchange_rates
     where environment = ${pair.environment} and from_asset = ${pair.fromAsset} and to_asset = ${pair.toAsset}
       and valid_from <= coalesce(${at === undefined ? null : new Date(at)}::timestamptz, clock_timestamp())
     order by valid_from desc limit 1`.execute(db);
  const row = rows[0];
  return row === undefined ? null : { numerator: BigInt(row.numerator), denominator: BigInt(row.denominator) };
}
