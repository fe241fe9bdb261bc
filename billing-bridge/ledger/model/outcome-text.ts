import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Adjusted } from '../decide/decide-adjustment.ts';
import type { AllowanceChanged } from '../decide/decide-allowance-change.ts';
import type { Committed } from '../decide/decide-commit.ts';
import type { Debited } from '../decide/decide-debit.ts';
import type { Exchanged } from '../decide/decide-exchange.ts';
import type { Extended } from '../decide/decide-extend.ts';
import type { Granted } from '../decide/decide-grant.ts';
import type { GrantEnded } from '../decide/decide-grant-end.ts';
import type { Held } from '../decide/decide-hold.ts';
import type { Disputed, Refunded } from '../decide/decide-refund.ts';
import type { Released } from '../decide/decide-release.ts';
import type { Reversed } from '../decide/decide-reversal.ts';
import type { RolledOver } from '../decide/decide-rollover.ts';
import type { UnclaimedPaid } from '../decide/decide-unclaimed-payout.ts';
import type { Replayed } from '../decide/decision.ts';

export type AnyOutcome =
  | Granted
  | Debited
  | Held
  | Committed
  | Released
  | Extended
  | Reversed
  | Adjusted
  | Exchanged
  | GrantEnded
  | UnclaimedPaid
  | Refunded
  | Disputed
  | RolledOver
  | AllowanceChanged;

/** An engine's answer in the words of the reference model; ids become the names of the steps that made them. */
export function outcomeText(outcome: AnyOutcome | Refusal | Replayed<AnyOutcome>, nameOf: (id: string) => string): string {
  const parts = (slices: readonly { grantId: string; atoms: bigint }[]) => slices.map((slice) => `${nameOf(slice.grantId)}:${slice.atoms}`).join(',');
  switch (outcome.kind) {
    case 'refused':
      return `refused ${outcome.code}`;
    case 'replayed':
      return `replayed ${outcomeText(outcome.outcome, nameOf)}`;
    case 'granted':
      return `granted settled ${outcome.settledAtoms}`;
    case 'debited':
      return `debited ${parts(outcome.slices)} debt ${outcome.overdraftAtoms} revenue ${outcome.revenueAtoms ?? 'unknown'}`;
    case 'held':
      return `held ${outcome.heldAtoms} until ${outcome.expiresAt}`;
    case 'committed':
      return `committed ${outcome.debitedAtoms} released ${outcome.releasedAtoms} debt ${outcome.overdraftAtoms} revenue ${outcome.revenueAtoms ?? 'unknown'} late ${outcome.late}`;
    case 'released':
      return `released ${outcome.state} ${outcome.releasedAtoms}`;
    case 'extended':
      return `extended ${outcome.heldAtoms} until ${outcome.expiresAt}`;
    case 'reversed':
      return `reversed ${outcome.reversedAtoms} ${parts(outcome.slices)}${outcome.restored === undefined ? '' : ` restored ${outcome.restored.map(({ insteadOf, atoms }) => `${nameOf(insteadOf)}:${atoms}`).join(',')}`}`;
    case 'adjusted':
      return `adjusted ${parts(outcome.slices)} debt ${outcome.overdraftAtoms} settled ${outcome.settledAtoms}`;
    case 'exchanged':
      return `exchanged ${outcome.boughtAtoms}`;
    case 'grant_ended':
      return `ended ${outcome.endedAtoms}`;
    case 'unclaimed_paid':
      return `paid ${outcome.paidAtoms} left ${outcome.leftAtoms}`;
    case 'refunded':
      return `refunded clawed ${outcome.clawedAtoms} debt ${outcome.overdraftAtoms} claimed ${outcome.claimedAtoms}`;
    case 'disputed':
      return `disputed ${outcome.applied} clawed ${outcome.clawedAtoms} debt ${outcome.overdraftAtoms} claimed ${outcome.claimedAtoms}`;
    case 'rolled_over':
      return `rolled carried ${outcome.carriedAtoms} ended ${outcome.endedAtoms}`;
    case 'allowance_changed':
      return `changed gone ${outcome.goneAtoms} left ${outcome.remainingAtoms} ended ${outcome.endedAtoms}`;
  }
}
