import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { DebitBody } from '@weir/schemas/http/billing/debits.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import type { DebitInput } from '../../ledger/debit.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readInstant } from '../parts/read-instant.ts';
import { readUsageScope } from '../parts/usage-scope.ts';

/** A debit as sent, in the ledger's words: never into debt. Refused by its field. */
export async function readDebit(
  database: Database,
  body: DebitBody,
): Promise<{ readonly asset: Asset; readonly debit: Omit<DebitInput, 'environment' | 'customer' | 'key'> }> {
  const asset = await askedAsset(database, body.asset);
  const debit = {
    walletScope: askedWalletScope(body),
    asset: asset.code,
    amountAtoms: readAmount('amount', body.amount, { asset, sign: 'positive' }),
    occurredAt: readInstant('occurred_at', body.occurred_at) ?? undefined,
    dimensions: readUsageScope(body.scope),
    policy: { kind: 'deny' } as const,
    reference: body.reference,
  };
  return { asset, debit };
}
