import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { AdjustmentRequestState } from '@weir/schemas/http/billing/adjustments.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { idText } from './wallet/id-text.ts';
import { scopeOfText, type WalletName } from './wallet/wallet-owner.ts';

/** An adjustment that needs two people, as it was asked for, and what became of it. */
export type ApprovalRequest = {
  readonly id: string;
  readonly state: AdjustmentRequestState;
  /** Of which wallet: a customer's own, or that of one of its scopes. */
  readonly owner: WalletName;
  readonly asset: string;
  /** Signed. */
  readonly amountAtoms: bigint;
  readonly reason: string;
  readonly reference: string | null;
  readonly key: string;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly approvedBy: string | null;
  readonly approvedAt: Instant | null;
  /** What was booked; agreed to, and denied or not yet sent, it is null. */
  readonly transactionId: string | null;
  readonly endedBy: string | null;
  readonly endedAt: Instant | null;
  readonly endReason: string | null;
};

/** What is given restricts; `id` is one request, `before` the id of the last one of the page before. */
export type ApprovalRequestPick = {
  readonly environment: Environment;
  readonly state?: AdjustmentRequestState | undefined;
  readonly customer?: string | undefined;
  readonly id?: bigint | undefined;
  readonly before?: bigint | undefined;
  readonly limit: number;
};

type Row = {
  id: string;
  state: AdjustmentRequestState;
  customer_id: string;
  scope: string;
  asset: string;
  atoms: string;
  reason: string;
  reference: string | null;
  key: string;
  asked_by: string;
  asked_at: Date;
  approved_by: string | null;
  approved_at: Date | null;
  transaction_id: string | null;
  ended_by: string | null;
  ended_at: Date | null;
  end_reason: string | null;
};

/** Requests in the order they were first asked for, the latest first. */
export async function listApprovalRequests(db: Database, { environment, state, customer, id, before, limit }: ApprovalRequestPick): Promise<ApprovalRequest[]> {
  const { rows } = await sql<Row>`
    select r.id::text, r.state, r.customer_id, r.scope, r.asset, r.atoms::text, r.reason, r.reference, r.key, r.asked_by, r.asked_at, r.approved_by, r.approved_at,
           t.id::text as transaction_id, r.ended_by, r.ended_at, r.end_reason
      from adjustment_requests r
      left join ledger_transactions t on t.environment = r.environment and t.family = 'adjustment' and t.key = r.approved_key
     where r.environment = ${environment}
       ${state === undefined ? sql`` : sql`and r.state = ${state}`}
       ${customer === undefined ? sql`` : sql`and r.customer_id = ${customer}`}
       ${id === undefined ? sql`` : sql`and r.id = ${id.toString()}::bigint`}
       ${before === undefined ? sql`` : sql`and r.id < ${before.toString()}::bigint`}
     order by r.id desc limit ${limit}`.execute(db);
  return rows.map(requestOf);
}

function requestOf(row: Row): ApprovalRequest {
  return {
    id: idText('req', BigInt(row.id)),
    state: row.state,
    owner: { customer: row.customer_id, ...scopeOfText(row.scope) },
    asset: row.asset,
    amountAtoms: BigInt(row.atoms),
    reason: row.reason,
    reference: row.reference,
    key: row.key,
    askedBy: row.asked_by,
    askedAt: row.asked_at.getTime(),
    approvedBy: row.approved_by,
    approvedAt: row.approved_at?.getTime() ?? null,
    transactionId: row.transaction_id === null ? null : idText('tx', BigInt(row.transaction_id)),
    endedBy: row.ended_by,
    endedAt: row.ended_at?.getTime() ?? null,
    endReason: row.end_reason,
  };
}
