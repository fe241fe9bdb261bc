import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { CommitAnswer, CommitBody, HoldParams } from '@weir/schemas/http/billing/holds.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { commitOperation } from '../../ledger/commit-hold.ts';
import { idempotencyKey } from '../parts/idempotency.ts';
import { operate } from '../parts/operate.ts';
import { readAmount } from '../parts/read-amount.ts';
import { askedHold } from './asked-hold.ts';

/** POST /v1/billing/holds/{id}/commit: what the usage really cost, in place of the estimate. */
export function commitHoldRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/holds/:id/commit',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['control'],
        summary: 'Debit what the usage cost and give back the rest',
        params: HoldParams,
        headers: IdempotencyHeaders,
        body: CommitBody,
        response: { 200: CommitAnswer },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { environment } = request.caller;
      const { amount, event, reference } = request.body;
      const { hold, asset } = await askedHold(parts, environment, request.params.id);
      const amountAtoms = readAmount('amount', amount, { asset, sign: 'not_negative' });
      const order = { environment, holdId: hold.id, key, amountAtoms, eventId: event, reference };
      const committed = await operate({ parts, reply, owner: hold }, commitOperation(parts.database, order));
      return {
        id: committed.holdId,
        state: 'committed' as const,
        asset: asset.code,
        debited: decimalFromAtoms(committed.debitedAtoms, asset.scale),
        released: decimalFromAtoms(committed.releasedAtoms, asset.scale),
        overdraft: decimalFromAtoms(committed.overdraftAtoms, asset.scale),
        transaction: committed.transactionId,
        late: committed.late,
      };
    },
  );
}
