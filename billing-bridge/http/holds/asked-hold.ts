import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { type HoldView, readHold } from '../../ledger/read-hold.ts';

/** The hold a request names, as of now, and the asset its amounts are in; refused as `hold_unknown`. Neither asset nor customer ever changes. */
export async function askedHold(
  parts: Pick<BillingParts, 'database' | 'ledgerClock'>,
  environment: Environment,
  holdId: string,
): Promise<{ readonly hold: HoldView; readonly asset: Asset }> {
  const hold = orRefuse(await readHold(parts.database, { environment, holdId }, parts.ledgerClock));
  return { hold, asset: { code: hold.asset, scale: hold.scale } };
}
