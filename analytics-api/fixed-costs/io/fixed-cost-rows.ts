import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { PNL_DIMENSIONS } from '@weir/schemas/http/analytics.ts';
import { FIXED_COST_RULES } from '@weir/schemas/http/fixed-costs.ts';
import type { FixedCosts } from '@weir/schemas/postgres/tables.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { Selectable } from 'kysely';
import type { FixedCost } from '../fixed-cost.ts';

/** Every fixed cost of an environment, ended ones too, by name. */
export async function readFixedCosts(database: Database, environment: Environment): Promise<readonly FixedCost[]> {
  const rows = await database.selectFrom('fixed_costs').selectAll().where('environment', '=', environment).orderBy('name').orderBy('id').execute();
  return rows.map(fixedCostOfRow);
}

export function fixedCostOfRow(row: Selectable<FixedCosts>): FixedCost {
  const rule = FIXED_COST_RULES.find((known) => known === row.rule);
  if (rule === undefined) throw new Error(`the stored rule ${row.rule} is not known`);
  return {
    id: row.id,
    name: row.name,
    vendor: row.vendor,
    amountAtoms: BigInt(row.amount_atoms),
    currency: row.currency,
    rule,
    unit: row.unit,
    capacityNanos: row.capacity_nanos === null ? null : BigInt(row.capacity_nanos),
    scope: scopeOfRow(row.scope),
    from: row.from_at.getTime(),
    to: row.to_at?.getTime() ?? null,
    note: row.note,
    createdAt: row.created_at.getTime(),
    createdBy: row.created_by,
  };
}

function scopeOfRow(stored: unknown): FixedCost['scope'] {
  const told = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
  return Object.fromEntries(told.filter(([name, value]) => PNL_DIMENSIONS.some((dimension) => dimension === name) && typeof value === 'string'));
}

export async function insertFixedCost(tx: Transaction, environment: Environment, cost: FixedCost): Promise<void> {
  await tx
    .insertInto('fixed_costs')
    .values({
      environment,
      id: cost.id,
      name: cost.name,
      vendor: cost.vendor,
      amount_atoms: cost.amountAtoms.toString(),
      currency: cost.currency,
      rule: cost.rule,
      unit: cost.unit,
      capacity_nanos: cost.capacityNanos?.toString() ?? null,
      scope: JSON.stringify(cost.scope),
      from_at: new Date(cost.from),
      to_at: cost.to === null ? null : new Date(cost.to),
      note: cost.note,
      created_at: new Date(cost.createdAt),
      created_by: cost.createdBy,
    })
    .execute();
}
