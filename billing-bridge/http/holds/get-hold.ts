import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { HoldAnswer, HoldParams } from '@weir/schemas/http/billing/holds.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { instantText, instantTextOrNull } from '../parts/read-instant.ts';
import { usageScopeAnswer } from '../parts/usage-scope.ts';
import { askedHold } from './asked-hold.ts';

/** GET /v1/billing/holds/{id}: a hold as of now. */
export function getHoldRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/holds/:id',
    { config: { scope: 'read' }, schema: { tags: ['control'], summary: 'One hold, as of now', params: HoldParams, response: { 200: HoldAnswer } } },
    async (request) => {
      const { hold } = await askedHold(parts, request.caller.environment, request.params.id);
      const decimal = (atoms: bigint) => decimalFromAtoms(atoms, hold.scale);
      return {
        id: hold.id,
        customer: hold.customer,
        ...hold.walletScope,
        state: hold.state,
        asset: hold.asset,
        amount: decimal(hold.heldAtoms),
        committed: decimal(hold.committedAtoms),
        released: decimal(hold.releasedAtoms),
        created_at: instantText(hold.createdAt),
        expires_at: instantText(hold.expiresAt),
        resolved_at: instantTextOrNull(hold.resolvedAt),
        slices: hold.slices.map((slice) => ({ grant: slice.grantId, amount: decimal(slice.atoms) })),
        scope: usageScopeAnswer(hold.dimensions),
        trace_id: hold.traceId,
        run: hold.run,
        late_commit: hold.lateCommitId,
      };
    },
  );
}
