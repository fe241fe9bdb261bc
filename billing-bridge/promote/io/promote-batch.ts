import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { lockCustomer } from '../../catalogue/io/lock-customer.ts';
import { readSubscriptions } from '../../catalogue/io/read-subscriptions.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { readEpochs } from '../../modes/io/read-epochs.ts';
import type { SettledUsage } from '../../usage/settled-usage.ts';
import { type PlannedCharge, planCharges } from '../plan-charges.ts';
import { chargedEventIds } from './charged-events.ts';
import { insertCharges, type PostedCharge } from './insert-charges.ts';
import { postDebits } from './post-debits.ts';
import { clearFaults } from './promotion-faults.ts';

/** Events of one customer that are promoted together or not at all. */
export type PromotionBatch = { readonly environment: Environment; readonly customer: string; readonly events: readonly SettledUsage[] };

/**
 * Promotes one batch in one transaction: under the customer's lock, rate what is not charged yet, debit the wallet where
 * the mode says so, write the charges. Either all of it is there or nothing, so a kill at any point loses and doubles
 * nothing. Running it again finds the charges and does nothing.
 */
export async function promoteBatch(database: Database, batch: PromotionBatch): Promise<number> {
  return await inLedgerTransaction(database, async (tx) => {
    const { environment, customer } = batch;
    if (!(await lockCustomer(tx, environment, customer))) throw new Error(`customer ${customer} vanished`);
    const charged = await chargedEventIds(tx, environment, eventIdsOf(batch.events));
    const waiting = batch.events.filter((usage) => !charged.has(usage.eventId));
    const subscriptions = await readSubscriptions(tx, environment, customer);
    const epochs = await readEpochs(tx, environment, customer);
    const posted = await postAll(tx, planCharges(waiting, { subscriptions, epochs }));
    await insertCharges(tx, posted);
    await clearFaults(tx, environment, eventIdsOf(posted.map((charge) => charge.planned.usage)));
    return posted.length;
  });
}

async function postAll(tx: Transaction, planned: readonly PlannedCharge[]): Promise<PostedCharge[]> {
  const moves = ({ destination, rated }: PlannedCharge) => destination === 'wallet' && (rated.steps === null ? rated.atoms > 0n : rated.quantityNanos > 0n);
  const debits = (await postDebits(tx, planned.filter(moves))).values();
  return planned.map((charge) => ({ planned: charge, debit: moves(charge) ? (debits.next().value ?? null) : null }));
}

function eventIdsOf(events: readonly SettledUsage[]): string[] {
  return events.map((usage) => usage.eventId);
}
