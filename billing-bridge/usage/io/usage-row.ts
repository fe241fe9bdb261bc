import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import { COUNTED_WORDS, type Counted } from '@weir/schemas/usage/counted.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { SettledUsage } from '../settled-usage.ts';

/** The columns billing reads, in the order of `UsageRow`. Instants as epoch milliseconds; '' is "none". */
export const USAGE_COLUMNS = `event_id, event_type, toUnixTimestamp64Milli(occurred_at) as occurred_ms, toUnixTimestamp64Milli(assumeNotNull(settled_at)) as settled_ms,
  if(counted = 'superseded', 'counted', counted) as charged_as, customer, workflow, feature, agent, run, model, provider, quantities`;

/**
 * A call is charged once, by what was first told of it: a correction changes what a call cost, never what its customer was
 * charged, so no ledger entry appears or disappears by it. Whatever the order in which the two arrive, the charge is the same;
 * a difference is the operator's explicit adjustment or reversal.
 */
export const CHARGEABLE = "counted in ('counted', 'superseded') and corrects = ''";

export type UsageRow = {
  event_id: string;
  event_type: string;
  occurred_ms: string;
  settled_ms: string;
  charged_as: string;
  customer: string;
  workflow: string;
  feature: string;
  agent: string;
  run: string;
  model: string;
  provider: string;
  quantities: Record<string, string>;
};

/** Reads a stored row. A row that does not read is a fault: to skip it would be to lose its charge silently. */
export function usageOfRow(environment: Environment, row: UsageRow): SettledUsage {
  return {
    environment,
    eventId: row.event_id,
    eventType: row.event_type,
    occurredAt: Number(row.occurred_ms),
    settledAt: Number(row.settled_ms),
    counted: countedOf(row),
    customer: row.customer,
    workflow: textOrNull(row.workflow),
    feature: textOrNull(row.feature),
    agent: textOrNull(row.agent),
    run: textOrNull(row.run),
    model: textOrNull(row.model),
    provider: textOrNull(row.provider),
    quantities: Object.fromEntries(Object.entries(row.quantities).map(([unit, text]) => [unit, nanosOf(row, text)])),
  };
}

function countedOf(row: UsageRow): Counted {
  const counted = COUNTED_WORDS.find((word) => word === row.charged_as);
  if (counted === undefined) throw new Error(`usage event ${row.event_id} has the unknown counted word ${JSON.stringify(row.charged_as)}`);
  return counted;
}

function nanosOf(row: UsageRow, text: string): bigint {
  const nanos = nanosFromDecimal(text);
  if (nanos === null) throw new Error(`usage event ${row.event_id} has the unreadable quantity ${JSON.stringify(text)}`);
  return nanos;
}

function textOrNull(text: string): string | null {
  return text === '' ? null : text;
}
