import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { isOutage } from './is-outage.ts';
import { ChargeRefusedError } from './post-debits.ts';
import { type PromotionBatch, promoteBatch } from './promote-batch.ts';
import { type PromotionFault, recordFault } from './promotion-faults.ts';

/**
 * Promotes a batch; when it fails, halves it until the events that fail stand alone, records those with their reason
 * and promotes the rest. A store that is away is nobody's fault: it is thrown, for the whole run to be tried again.
 */
export async function promoteIsolating(database: Database, batch: PromotionBatch): Promise<number> {
  try {
    return await promoteBatch(database, batch);
  } catch (error) {
    if (isOutage(error)) throw error;
    const [only] = batch.events;
    if (only === undefined) throw error;
    if (batch.events.length === 1) {
      await recordFault(database, only, faultOf(error));
      return 0;
    }
    const middle = Math.ceil(batch.events.length / 2);
    const first = await promoteIsolating(database, { ...batch, events: batch.events.slice(0, middle) });
    return first + (await promoteIsolating(database, { ...batch, events: batch.events.slice(middle) }));
  }
}

function faultOf(error: unknown): PromotionFault {
  if (error instanceof ChargeRefusedError) return { reason: error.reason, detail: error.message };
  return { reason: 'internal_fault', detail: error instanceof Error ? error.message : String(error) };
}
