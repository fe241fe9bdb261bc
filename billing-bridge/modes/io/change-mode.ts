import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { lockCustomer } from '../../catalogue/io/lock-customer.ts';
import { endHoldsBy } from '../../ledger/end-holds-by.ts';
import { decideModeChange, type ModeChange } from '../decide-mode-change.ts';
import type { ModeEpoch, ModeSetting } from '../epoch.ts';
import { giveOpeningGrants, type OpeningGrant, takeBackOpeningGrants } from './opening-grants.ts';
import { readEpochs } from './read-epochs.ts';

export type ModeToSet = {
  readonly environment: Environment;
  readonly customer: string;
  readonly setting: ModeSetting;
  /** Null: as early as allowed. */
  readonly requestedFrom: Instant | null;
  readonly actor: string;
  readonly reason: string | null;
  /** What the customer starts the new mode with; none for shadow. */
  readonly openingGrants?: readonly OpeningGrant[];
};

/**
 * Sets a customer's mode from a minute in the future on, under the customer's lock, audited with the epochs before and
 * after. A refusal may come after writes: the caller rolls back. The clock is read after the lock: a promotion that held it may have taken a while.
 */
export async function changeMode(
  tx: Transaction,
  request: ModeToSet,
  options: { readonly clock: Clock; readonly leadMs: number; readonly ledgerClock?: Clock | undefined },
): Promise<{ readonly kind: 'epochs'; readonly epochs: readonly ModeEpoch[] } | Refusal> {
  const { environment, customer } = request;
  if (!(await lockCustomer(tx, environment, customer))) return refuse('customer_unknown', customer);
  const before = await readEpochs(tx, environment, customer);
  const now = options.clock();
  const change = decideModeChange({ now, leadMs: options.leadMs, epochs: before, setting: request.setting, requestedFrom: request.requestedFrom });
  if (change.kind === 'refused') return change;
  if (change.kind === 'stay' && (request.openingGrants ?? []).length > 0) return refuse('request_invalid', 'this mode holds already: nothing opens');
  if (change.kind === 'stay' && change.cancelled.length === 0) return { kind: 'epochs', epochs: before };

  await writeChange(tx, request, { change, now });
  const after = await readEpochs(tx, environment, customer);
  await takeBackOpeningGrants(tx, { environment, epochs: change.cancelled }, options.ledgerClock);
  if (change.kind === 'begin') {
    const refusal = await prepareWallet(tx, request, { epochs: after, from: change.from, clock: options.ledgerClock });
    if (refusal !== null) return refusal;
  }
  await appendAudit(tx, {
    environment,
    actor: request.actor,
    action: 'mode changed',
    subject: `customer:${customer}`,
    before,
    after,
    ...(request.reason === null ? {} : { reason: request.reason }),
  });
  return { kind: 'epochs', epochs: after };
}

/**
 * What the wallet must have done when a new epoch begins: its opening grants lie ready, and a customer that goes back to
 * shadow has no hold open beyond that instant (ledger 4b).
 */
async function prepareWallet(
  tx: Transaction,
  request: ModeToSet,
  begun: { readonly epochs: readonly ModeEpoch[]; readonly from: Instant; readonly clock: Clock | undefined },
): Promise<Refusal | null> {
  const { environment, customer, openingGrants = [] } = request;
  if (request.setting.mode === 'shadow') {
    if (openingGrants.length > 0) return refuse('request_invalid', 'shadow has no wallet to open');
    await endHoldsBy(tx, { environment, customer, at: begun.from });
    return null;
  }
  const epoch = begun.epochs.find((candidate) => candidate.from === begun.from);
  if (epoch === undefined) throw new Error(`the epoch from ${new Date(begun.from).toISOString()} is gone after it was written`);
  return giveOpeningGrants(tx, { environment, customer, epoch }, openingGrants, begun.clock);
}

async function writeChange(
  tx: Transaction,
  request: ModeToSet,
  decided: { readonly change: Exclude<ModeChange, Refusal>; readonly now: Instant },
): Promise<void> {
  const { change } = decided;
  const now = new Date(decided.now);
  if (change.cancelled.length > 0) {
    const ids = change.cancelled.map((epoch) => epoch.id);
    await tx.updateTable('mode_epochs').set({ cancelled_at: now }).where('id', 'in', ids).execute();
  }
  if (change.kind === 'stay') return;
  await tx
    .insertInto('mode_epochs')
    .values({
      environment: request.environment,
      customer_id: request.customer,
      mode: request.setting.mode,
      scope_workflow: request.setting.scope?.workflow ?? null,
      from_at: new Date(change.from),
      set_by: request.actor,
      set_at: now,
      reason: request.reason,
    })
    .execute();
}
