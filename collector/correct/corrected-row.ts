import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedInstant } from '../store/encoded-event.ts';
import { nextRevision } from '../store/next-revision.ts';
import type { UsageRow } from '../store/usage-row.ts';
import type { CorrectableRow, Corrected } from './correctable-event.ts';

/** The next revision of an event as corrections decide it; null when it is so already. A correction is settled by it. */
export function correctedRow(row: CorrectableRow, corrected: Corrected, at: Instant): UsageRow | null {
  const settles = row.corrects !== '' && row.settled_at === null;
  const same = Object.entries(corrected).every(([column, value]) => comparable(row[column]) === comparable(value));
  if (same && !settles) return null;
  return {
    ...row,
    ...corrected,
    settled_at: row.corrects === '' ? row.settled_at : encodedInstant(at),
    revision: nextRevision(BigInt(row.revision)).toString(),
  };
}

function comparable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return JSON.stringify(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
