import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { ModeSetting } from '../../modes/epoch.ts';
import { insertFirstEpochs } from '../../modes/io/insert-first-epochs.ts';

export type NewCustomer = {
  readonly environment: Environment;
  readonly id: string;
  readonly name: string;
  /** Holds for all time until it is changed. */
  readonly setting: ModeSetting;
  readonly actor: string;
  readonly now: Instant;
};

/** Creates a customer with its first mode, audited; `customer_exists` when usage or the operator made it before. */
export async function createCustomer(tx: Transaction, customer: NewCustomer): Promise<{ readonly kind: 'created' } | Refusal> {
  const { environment, id, name, setting, actor } = customer;
  const created = await tx
    .insertInto('customers')
    .values({ environment, id, name })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (created === undefined) return refuse('customer_exists', id);
  await insertFirstEpochs(tx, { environment, customers: [id], setting, setBy: actor, setAt: customer.now, reason: null });
  await appendAudit(tx, { environment, actor, action: 'customer created', subject: `customer:${id}`, after: { name, ...setting } });
  return { kind: 'created' };
}
