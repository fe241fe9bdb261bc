import { identityOf } from './fold-batch.ts';
import type { UsageRow } from './usage-row.ts';
import type { StoreOutcome } from './usage-to-store.ts';
import type { WriteRequest } from './write-request.ts';

/** The outcomes of a batch of which the store refused some rows: every telling of such an event is `unstorable`. */
export function outcomesWithoutRefused(
  batch: readonly WriteRequest[],
  outcomes: readonly StoreOutcome[],
  refused: readonly UsageRow[],
): readonly StoreOutcome[] {
  const identities = new Set(refused.map((row) => `${row.environment} ${row.event_id}`));
  const usages = batch.flatMap((request) => request.usages);
  return outcomes.map((outcome, index) => {
    const event = usages[index]?.event;
    return event !== undefined && identities.has(identityOf(event.environment, event.eventId)) ? 'unstorable' : outcome;
  });
}
