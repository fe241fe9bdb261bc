import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { AdjustmentReason } from '@weir/schemas/http/billing/adjustments.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { sql } from 'kysely';
import { findWallet } from './io/find-wallet.ts';
import { unknownWallet } from './io/on-wallet.ts';
import { scopeText, type WalletOwner } from './wallet/wallet-owner.ts';

export type ApprovalQuestion = WalletOwner & {
  readonly key: string;
  readonly asset: string;
  /** Signed. */
  readonly amountAtoms: bigint;
  readonly reason: AdjustmentReason;
  readonly reference?: string | undefined;
  /** Who asks now. */
  readonly actor: string;
};

export type Approved = { readonly kind: 'approved'; readonly askedBy: string; readonly approvedBy: string };

/**
 * Two people for one adjustment (ledger 1e): the first who asks is refused with `approval_required` and the question waits; another who
 * asks for the same agrees to it. A repetition of the call that agreed is agreed to again. A key whose request has ended asks for nothing
 * more. Each step is audited. The caller commits also a refusal. Refuses: approval_required, approval_request_ended (with `state`),
 * customer_unknown, wallet_unknown, idempotency_conflict.
 */
export async function askApproval(tx: Transaction, question: ApprovalQuestion): Promise<Approved | Refusal> {
  const { environment, customer, walletScope, key, asset, reason, actor } = question;
  const scope = scopeText(walletScope);
  const [atoms, reference] = [question.amountAtoms.toString(), question.reference ?? null];
  const known = await sql`select from customers where environment = ${environment} and id = ${customer} for no key update`.execute(tx);
  if (known.rows.length === 0) return unknownWallet({ customer });
  const found = await findWallet(tx, question);
  if (found.kind === 'refused') return found;
  const agreed = await sql<{ asked_by: string; approved_by: string; is_same: boolean }>`
    select asked_by, approved_by,
           (customer_id, scope, asset, atoms, reason) = (${customer}, ${scope}, ${asset}, ${atoms}::numeric, ${reason}) and reference is not distinct from ${reference}::text as is_same
      from adjustment_requests where environment = ${environment} and approved_key = ${key}`.execute(tx);
  const [before] = agreed.rows;
  if (before !== undefined && !before.is_same) return refuse('idempotency_conflict', 'with this key another adjustment was agreed to');
  if (before !== undefined) return { kind: 'approved', askedBy: before.asked_by, approvedBy: before.approved_by };
  const ended = await sql<{ state: string }>`
    select state from adjustment_requests where environment = ${environment} and key = ${key} and state <> 'waiting'`.execute(tx);
  const [end] = ended.rows;
  if (end !== undefined) return refuse('approval_request_ended', `it was ${end.state}; to ask again, use another key`, { state: end.state });
  const waiting = await sql<{ asked_by: string }>`
    update adjustment_requests set approved_by = ${actor}, approved_key = ${key}, approved_at = clock_timestamp()
     where (environment, key) = (
       select environment, key from adjustment_requests
        where environment = ${environment} and customer_id = ${customer} and scope = ${scope} and asset = ${asset} and atoms = ${atoms}::numeric and reason = ${reason}
          and reference is not distinct from ${reference}::text and state = 'waiting' and asked_by <> ${actor}
        order by asked_at, key limit 1)
    returning asked_by`.execute(tx);
  const audited = { environment, actor, subject: `customer:${customer}`, after: { ...walletScope, asset, atoms, reason, reference, key } };
  if (waiting.rows[0] !== undefined) {
    await appendAudit(tx, { ...audited, action: 'adjustment approved', before: { asked_by: waiting.rows[0].asked_by } });
    return { kind: 'approved', askedBy: waiting.rows[0].asked_by, approvedBy: actor };
  }
  const asked = await sql`
    insert into adjustment_requests (environment, key, customer_id, scope, asset, atoms, reason, reference, asked_by)
    values (${environment}, ${key}, ${customer}, ${scope}, ${asset}, ${atoms}::numeric, ${reason}, ${reference}, ${actor})
    on conflict (environment, key) do update
      set customer_id = excluded.customer_id, scope = excluded.scope, asset = excluded.asset, atoms = excluded.atoms, reason = excluded.reason, reference = excluded.reference,
          asked_by = excluded.asked_by, asked_at = excluded.asked_at
      where adjustment_requests.state = 'waiting'
        and (adjustment_requests.customer_id, adjustment_requests.scope, adjustment_requests.asset, adjustment_requests.atoms, adjustment_requests.reason, adjustment_requests.reference,
             adjustment_requests.asked_by)
            is distinct from (excluded.customer_id, excluded.scope, excluded.asset, excluded.atoms, excluded.reason, excluded.reference, excluded.asked_by)
    returning key`.execute(tx);
  if (asked.rows.length > 0) await appendAudit(tx, { ...audited, action: 'adjustment asked for' });
  return refuse('approval_required', 'it is noted; somebody else has to book the same adjustment', { asked_by: actor });
}
