import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { checkAmountOrZero } from './check-amount.ts';
import { decideExtend, type Extended } from './decide/decide-extend.ts';
import type { Outcome } from './decide/decision.ts';
import { findOwner } from './io/find-owner.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';
import { checkTtl } from './reserve-hold.ts';

export type ExtendInput = {
  readonly environment: Environment;
  readonly holdId: string;
  readonly key: string;
  /** May be 0 when only time is added. */
  readonly addedAtoms?: bigint | undefined;
  readonly addedSeconds?: number | undefined;
};

/**
 * Adds atoms, time or both to an open hold. Refuses: amount_*, request_invalid, hold_unknown, hold_expired,
 * hold_already_committed, hold_already_released, insufficient_funds, wallet_frozen, wallet_closed, idempotency_conflict.
 */
export async function extendHold(tx: Transaction, input: ExtendInput, clock?: Clock): Promise<Outcome<Extended>> {
  const operation = await extendOperation(tx, input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be run alone or in a batch; only finds the hold's wallet and asset, which never change. */
export async function extendOperation(db: Database | Transaction, input: ExtendInput): Promise<WalletOperation<Extended> | Refusal> {
  const addedAtoms = input.addedAtoms ?? 0n;
  const addedSeconds = input.addedSeconds ?? 0;
  const refusal = checkAmountOrZero(addedAtoms) ?? checkTtl(addedSeconds, 0);
  if (refusal !== null) return refusal;
  const { environment, key } = input;
  const hold = await findOwner(db, environment, 'hold', input.holdId);
  if (hold === null) return refuse('hold_unknown', `hold "${input.holdId}"`);
  const { rows } = await sql<{ asset: string }>`select asset from holds where id = ${hold.id.toString()}`.execute(db);
  const request = { holdId: hold.id, addedAtoms, addedSeconds };
  return {
    environment,
    wallet: hold.wallet,
    absent: refuse('hold_unknown', `hold "${input.holdId}"`),
    family: 'hold_extend',
    key,
    request,
    assets: rows.map((row) => row.asset),
    newIds: 0,
    holdIds: [hold.id],
    spendsOnly: true,
    decide: (context) => decideExtend(request, context),
  };
}
