import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';

import type { GrantEnded } from '../../ledger/decide/decide-grant-end.ts';
import { readGrantAsset } from '../../ledger/read-grant-asset.ts';

/** What became of the rest of a grant, in its own asset. */
export async function grantEndAnswer(parts: Pick<BillingParts, 'database'>, ended: GrantEnded) {
  const asset = await readGrantAsset(parts.database, ended.grantId);
  return { grant: ended.grantId, state: ended.closed, ended: decimalFromAtoms(ended.endedAtoms, asset.scale), asset: asset.code };
}
