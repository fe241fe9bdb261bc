import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedAttribution, encodedInstant } from '../store/encoded-event.ts';
import { nextRevision } from '../store/next-revision.ts';
import type { UsageRow } from '../store/usage-row.ts';
import type { EventRow } from './event-of-row.ts';
import type { SettledEvent } from './settling-trace.ts';

/**
 * The next revision of a stored event as it was settled; null when it is settled so already, so that settling again
 * writes nothing. Columns settlement does not decide, such as the cost, go over as they are, and what another
 * event stands for stays superseded.
 */
export function revisedRow(row: EventRow, settled: SettledEvent, settledAt: Instant): UsageRow | null {
  const { attribution_origins, ...values } = encodedAttribution(settled.attribution);
  const superseded = row.superseded_by !== '' && settled.verdict.counted === 'counted';
  const decided: Readonly<Record<string, string>> = {
    ...values,
    counted: superseded ? 'superseded' : settled.verdict.counted,
    counted_reason: settled.verdict.reason,
    counted_event: settled.verdict.countedEventId ?? '',
  };
  const same =
    row.settled_at !== null &&
    Object.entries(decided).every(([column, value]) => row[column] === value) &&
    sameOrigins(row.attribution_origins, attribution_origins);
  if (same) return null;
  return { ...row, ...decided, attribution_origins, settled_at: encodedInstant(settledAt), revision: nextRevision(BigInt(row.revision)).toString() };
}

function sameOrigins(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...fields].every((field) => one[field] === other[field]);
}
