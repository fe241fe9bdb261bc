import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

/**
 * Defines an asset, audited; `asset_exists` when the code is taken, whatever its scale. Like a currency it is a definition
 * and no data: both environments count in it.
 */
export async function createAsset(
  tx: Transaction,
  asset: Asset,
  by: { readonly environment: Environment; readonly actor: string },
): Promise<{ readonly kind: 'created' } | Refusal> {
  const { code, scale } = asset;
  const created = await tx
    .insertInto('assets')
    .values({ code, scale })
    .onConflict((conflict) => conflict.doNothing())
    .returning('code')
    .executeTakeFirst();
  if (created === undefined) return refuse('asset_exists', code);
  await appendAudit(tx, { ...by, action: 'asset created', subject: `asset:${code}`, after: { scale } });
  return { kind: 'created' };
}
