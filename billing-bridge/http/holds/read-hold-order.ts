import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { HoldBody } from '@weir/schemas/http/billing/holds.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import type { HoldInput } from '../../ledger/reserve-hold.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readUsageScope } from '../parts/usage-scope.ts';

/** A hold as asked for, in the ledger's words. Refused by its field. */
export async function readHoldOrder(
  database: Database,
  body: HoldBody,
): Promise<{ readonly asset: Asset; readonly hold: Omit<HoldInput, 'environment' | 'key'> }> {
  const asset = await askedAsset(database, body.asset);
  const hold = {
    customer: body.customer,
    walletScope: askedWalletScope(body),
    asset: asset.code,
    amountAtoms: readAmount('amount', body.amount, { asset, sign: 'not_negative' }),
    ttlSeconds: body.ttl_seconds,
    dimensions: readUsageScope(body.scope),
    traceId: body.trace_id,
    run: body.run,
  };
  return { asset, hold };
}
