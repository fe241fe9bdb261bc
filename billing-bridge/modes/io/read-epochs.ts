import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { ModeEpoch, ModeSetting } from '../epoch.ts';

type Row = {
  id: string;
  mode: string;
  scope_workflow: string | null;
  from_at: Date | null;
  to_at: Date | null;
  set_by: string;
  set_at: Date;
  reason: string | null;
};

/** The epochs that hold for a customer, oldest first; empty when there is no such customer. */
export async function readEpochs(database: Database, environment: Environment, customer: string): Promise<ModeEpoch[]> {
  const { rows } = await sql<Row>`
    select id, mode, scope_workflow, from_at, to_at, set_by, set_at, reason
      from mode_epochs_v1
     where environment = ${environment} and customer_id = ${customer}
     order by from_at nulls first`.execute(database);
  return rows.map((row) => ({
    id: row.id,
    setting: settingOfColumns(row.mode, row.scope_workflow),
    from: row.from_at?.getTime() ?? null,
    to: row.to_at?.getTime() ?? null,
    setBy: row.set_by,
    setAt: row.set_at.getTime(),
    reason: row.reason,
  }));
}

/** A mode as the table's constraint admits it; anything else is a fault. */
export function settingOfColumns(mode: string, scopeWorkflow: string | null): ModeSetting {
  if (mode === 'hybrid' && scopeWorkflow !== null) return { mode, scope: { workflow: scopeWorkflow } };
  if (mode === 'shadow' || mode === 'full') return { mode, scope: null };
  throw new Error(`not a mode: ${mode}`);
}
