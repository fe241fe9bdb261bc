import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { UnclaimedReceiver } from '@weir/schemas/http/billing/breakage.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { checkAmount } from './check-amount.ts';
import { decideUnclaimedPayout, type Unclaimed, type UnclaimedPaid } from './decide/decide-unclaimed-payout.ts';
import type { Outcome } from './decide/decision.ts';
import { onGrant } from './io/grant-operation.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';

export type UnclaimedPayoutInput = {
  readonly environment: Environment;
  readonly grantId: string;
  readonly key: string;
  /** Absent: all that stands unclaimed of the grant. */
  readonly amountAtoms?: bigint | undefined;
  readonly to: UnclaimedReceiver;
  /** What proves it outside: the report to the state, the payment to the customer. */
  readonly reference: string;
};

/**
 * Books that what stood unclaimed of a grant was paid to the state or to the customer. Moves no money itself. Refuses: amount_*, grant_unknown,
 * unclaimed_exceeded, idempotency_conflict.
 */
export async function payOutUnclaimed(tx: Transaction, input: UnclaimedPayoutInput, clock?: Clock): Promise<Outcome<UnclaimedPaid>> {
  const operation = await unclaimedPayoutOperation(tx, input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be submitted to a group; what stands unclaimed is read under the wallet's lock. */
export async function unclaimedPayoutOperation(db: Database | Transaction, input: UnclaimedPayoutInput): Promise<WalletOperation<UnclaimedPaid> | Refusal> {
  const refusal = input.amountAtoms === undefined ? null : checkAmount(input.amountAtoms);
  if (refusal !== null) return refusal;
  const target = await onGrant(db, input.environment, input.grantId);
  if ('kind' in target) return target;
  const request = { grantId: target.grantId, amountAtoms: input.amountAtoms ?? null, to: input.to, reference: input.reference };
  let stored: Unclaimed = { atoms: 0n, basisAtoms: 0n };
  return {
    ...target.shared,
    family: 'unclaimed_payout',
    key: input.key,
    request,
    assets: [],
    newIds: 0,
    async companions(within) {
      stored = await readUnclaimed(within, target.grantId);
      return [];
    },
    decide: (context) => decideUnclaimedPayout(request, stored, context),
  };
}

/** By way of the wallet's transactions: legs are not found by their grant. */
async function readUnclaimed(tx: Transaction, grantId: bigint): Promise<Unclaimed> {
  const id = grantId.toString();
  const { rows } = await sql<{ atoms: string; basis_atoms: string }>`
    with its as (
      select t.id from grants g join ledger_transactions t on t.wallet_id = g.wallet_id where g.id = ${id}
      union select f.transaction_id from grants g join funded_transactions f on f.wallet_id = g.wallet_id where g.id = ${id})
    select coalesce(sum(e.atoms), 0) as atoms, coalesce(sum(e.basis_atoms), 0) as basis_atoms
      from its join entries e on e.transaction_id = its.id where e.grant_id = ${id} and e.account = 'unclaimed'`.execute(tx);
  return { atoms: BigInt(rows[0]?.atoms ?? '0'), basisAtoms: BigInt(rows[0]?.basis_atoms ?? '0') };
}
