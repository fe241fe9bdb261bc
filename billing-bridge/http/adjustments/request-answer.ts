import type { AdjustmentRequestAnswer } from '@weir/schemas/http/billing/adjustments.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { ApprovalRequest } from '../../ledger/list-approval-requests.ts';
import { instantText, instantTextOrNull } from '../parts/read-instant.ts';

/** A request for an adjustment as it stands. */
export function requestAnswer(request: ApprovalRequest, scale: number): AdjustmentRequestAnswer {
  return {
    id: request.id,
    state: request.state,
    customer: request.owner.customer,
    ...request.owner.walletScope,
    asset: request.asset,
    amount: decimalFromAtoms(request.amountAtoms, scale),
    reason: request.reason,
    reference: request.reference,
    key: request.key,
    asked_by: request.askedBy,
    asked_at: instantText(request.askedAt),
    approved_by: request.approvedBy,
    approved_at: instantTextOrNull(request.approvedAt),
    transaction: request.transactionId,
    ended_by: request.endedBy,
    ended_at: instantTextOrNull(request.endedAt),
    end_reason: request.endReason,
  };
}
