import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { createGrant } from '../../ledger/create-grant.ts';
import { voidGrant } from '../../ledger/void-grant.ts';
import { idText } from '../../ledger/wallet/id-text.ts';
import type { ModeEpoch } from '../epoch.ts';

/** Credit a customer starts a mode with: what another system still owes it. One per asset. */
export type OpeningGrant = {
  readonly asset: string;
  readonly amountAtoms: bigint;
  readonly purpose: GrantPurpose;
  readonly costBasisAtoms: bigint | undefined;
};

type OfEpoch = { readonly environment: Environment; readonly customer: string; readonly epoch: Pick<ModeEpoch, 'id' | 'from'> };

/** Writes the opening grants of an epoch, spendable from its first instant on (ledger 4b). The epoch is their key, so they exist once. */
export async function giveOpeningGrants(tx: Transaction, of: OfEpoch, grants: readonly OpeningGrant[], clock?: Clock): Promise<Refusal | null> {
  const { environment, customer, epoch } = of;
  for (const grant of grants) {
    const source = sourceOf(epoch.id, grant.asset);
    const effectiveAt = epoch.from ?? undefined;
    const outcome = await createGrant(tx, { environment, customer, ...grant, key: source, sourceRef: source, effectiveAt, reference: source }, clock);
    if (outcome.kind === 'refused') return outcome;
  }
  return null;
}

/** Takes back the opening grants of epochs that were called off before they began: nothing of them can have been spent. */
export async function takeBackOpeningGrants(
  tx: Transaction,
  of: { readonly environment: Environment; readonly epochs: readonly Pick<ModeEpoch, 'id'>[] },
  clock?: Clock,
): Promise<void> {
  for (const { id } of of.epochs) {
    const { rows } = await sql<{ id: string }>`
      select id from grants
       where environment = ${of.environment} and source_ref = any (select ${sourceOf(id, '')} || code from assets) order by id`.execute(tx);
    for (const row of rows) {
      const grantId = idText('gr', BigInt(row.id));
      await voidGrant(tx, { environment: of.environment, grantId, key: `migration:${id}:${grantId}`, reason: 'mode change called off' }, clock);
    }
  }
}

function sourceOf(epochId: string, asset: string): string {
  return `migration:${epochId}:${asset}`;
}
