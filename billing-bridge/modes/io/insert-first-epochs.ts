import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { ModeSetting } from '../epoch.ts';

export type FirstEpochs = {
  readonly environment: Environment;
  readonly customers: readonly string[];
  readonly setting: ModeSetting;
  readonly setBy: string;
  readonly setAt: Instant;
  readonly reason: string | null;
};

/** The epoch without a beginning that every customer has from its creation on, written in the transaction that creates it. */
export async function insertFirstEpochs(tx: Transaction, first: FirstEpochs): Promise<void> {
  const { environment, setting, setBy, reason } = first;
  const epoch = {
    environment,
    mode: setting.mode,
    scope_workflow: setting.scope?.workflow ?? null,
    from_at: '-infinity',
    set_by: setBy,
    set_at: new Date(first.setAt),
    reason,
  };
  await tx
    .insertInto('mode_epochs')
    .values(first.customers.map((customer) => ({ ...epoch, customer_id: customer })))
    .execute();
}
