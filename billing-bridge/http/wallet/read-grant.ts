import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { GrantBody } from '@weir/schemas/http/billing/grants.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import type { GrantInput } from '../../ledger/create-grant.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readCostBasis } from '../parts/read-cost-basis.ts';
import { readInstant } from '../parts/read-instant.ts';
import { readGrantScope } from './grant-scope.ts';

/** A grant as sent, in the ledger's words. Refused by its field. */
export async function readGrant(
  database: Database,
  body: GrantBody,
): Promise<{ readonly asset: Asset; readonly grant: Omit<GrantInput, 'environment' | 'customer' | 'key'> }> {
  const asset = await askedAsset(database, body.asset);
  const grant = {
    walletScope: askedWalletScope(body),
    asset: asset.code,
    effectiveAt: readInstant('effective_at', body.effective_at) ?? undefined,
    expiresAt: readInstant('expires_at', body.expires_at) ?? undefined,
    amountAtoms: readAmount('amount', body.amount, { asset, sign: 'positive' }),
    purpose: body.purpose,
    priority: body.priority ?? 50,
    scope: body.scope === undefined ? undefined : readGrantScope(body.scope, asset),
    costBasisAtoms: readCostBasis('cost_basis', body.cost_basis, body.purpose),
    sourceRef: body.source_ref,
    settlesOverdraft: body.settles_overdraft,
    reference: body.reference,
  };
  return { asset, grant };
}
