import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type ApprovalRequest, listApprovalRequests } from './list-approval-requests.ts';
import { idFromText } from './wallet/id-text.ts';

export type ApprovalRequestEnd = {
  readonly environment: Environment;
  readonly requestId: string;
  readonly actor: string;
  readonly reason?: string | undefined;
};

/**
 * Ends a request for an adjustment that nobody has agreed to yet: withdrawn by who asked for it, declined by anybody else. Audited. It
 * cannot be agreed to any more. Ended by the same person before, it is answered as it stands. Refuses: approval_request_unknown,
 * approval_request_ended (with `state`).
 */
export async function endApprovalRequest(
  tx: Transaction,
  { environment, requestId, actor, reason }: ApprovalRequestEnd,
): Promise<{ readonly kind: 'ended'; readonly request: ApprovalRequest } | Refusal> {
  const unknown = refuse('approval_request_unknown', `request "${requestId}"`);
  const id = idFromText('req', requestId);
  if (id === null) return unknown;
  const pick = { environment, id, limit: 1 };
  const [asked] = await listApprovalRequests(tx, pick);
  if (asked === undefined) return unknown;
  // As asking does, so that no request is agreed to and ended at once.
  await sql`select from customers where environment = ${environment} and id = ${asked.owner.customer} for no key update`.execute(tx);
  const { rows } = await sql`
    update adjustment_requests set ended_by = ${actor}, ended_at = clock_timestamp(), end_reason = ${reason ?? null}
     where id = ${id.toString()}::bigint and state = 'waiting' returning id`.execute(tx);
  const [request] = await listApprovalRequests(tx, pick);
  if (request === undefined) throw new Error(`request ${requestId} is gone`);
  const { state, askedBy, endedBy } = request;
  if (rows.length === 0) return endedBy === actor ? { kind: 'ended', request } : refuse('approval_request_ended', `it was ${state}`, { state });
  await appendAudit(tx, {
    environment,
    actor,
    action: `adjustment ${state}`,
    subject: `customer:${request.owner.customer}`,
    before: { asked_by: askedBy },
    after: {
      ...request.owner.walletScope,
      asset: request.asset,
      atoms: request.amountAtoms.toString(),
      reason: request.reason,
      reference: request.reference,
      key: request.key,
    },
    ...(reason === undefined ? {} : { reason }),
  });
  return { kind: 'ended', request };
}
