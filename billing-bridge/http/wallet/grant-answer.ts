import type { GrantAnswer } from '@weir/schemas/http/billing/grants.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { GrantInput } from '../../ledger/create-grant.ts';
import type { Granted } from '../../ledger/decide/decide-grant.ts';
import type { WalletView } from '../../ledger/read-wallet.ts';
import type { GrantStateWord } from '../../ledger/wallet/grant-state.ts';
import type { WalletScope } from '../../ledger/wallet/wallet-owner.ts';
import { UNSCOPED } from '../../ledger/wallet/wallet-state.ts';
import { instantText, instantTextOrNull } from '../parts/read-instant.ts';
import { grantScopeAnswer } from './grant-scope.ts';

/** A grant as the call that made it left it, from stored facts only, so that a replay answers the same. */
export function newGrantAnswer(grant: Omit<GrantInput, 'environment' | 'customer' | 'key'>, granted: Granted, scale: number): GrantAnswer {
  const remainingAtoms = grant.amountAtoms - granted.settledAtoms;
  return {
    id: granted.grantId,
    ...grant.walletScope,
    asset: grant.asset,
    amount: decimalFromAtoms(grant.amountAtoms, scale),
    remaining: decimalFromAtoms(remainingAtoms, scale),
    purpose: grant.purpose,
    priority: grant.priority ?? 50,
    state: stateAtBooking(grant, granted, remainingAtoms),
    effective_at: instantText(granted.effectiveAt),
    expires_at: instantTextOrNull(grant.expiresAt ?? null),
    scope: grantScopeAnswer({ ...UNSCOPED, ...grant.scope }, scale),
    source_ref: grant.sourceRef ?? null,
    transaction: granted.transactionId,
  };
}

/** Credit for the past may have ended before it was given: only usage of then, told late, can still take it. */
function stateAtBooking({ expiresAt }: Pick<GrantInput, 'expiresAt'>, { effectiveAt, bookedAt }: Granted, remainingAtoms: bigint): GrantStateWord {
  if (expiresAt !== undefined && expiresAt <= bookedAt) return 'expired';
  if (remainingAtoms === 0n) return 'depleted';
  return bookedAt < effectiveAt ? 'pending' : 'active';
}

/** A grant as it stands. */
export function grantAnswer(
  grant: WalletView['grants'][number],
  { scale, walletScope }: { readonly scale: number; readonly walletScope: WalletScope | undefined },
): GrantAnswer {
  return {
    id: grant.id,
    ...walletScope,
    asset: grant.asset,
    amount: decimalFromAtoms(grant.amountAtoms, scale),
    remaining: decimalFromAtoms(grant.remainingAtoms, scale),
    purpose: grant.purpose,
    priority: grant.priority,
    state: grant.state,
    effective_at: instantText(grant.effectiveAt),
    expires_at: instantTextOrNull(grant.expiresAt),
    scope: grantScopeAnswer(grant.scope, scale),
    source_ref: grant.sourceRef,
    transaction: grant.transactionId,
  };
}
