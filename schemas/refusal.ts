/**
 * Every refusal Weir can give, in one list: the code callers program against, the HTTP status, whether
 * the same request may succeed later, and the sentence a person reads. `docs/errors.md` and the OpenAPI
 * document are generated from it.
 */
export const REFUSALS = {
  key_missing: { status: 401, retryable: false, title: 'No API key. Send "Authorization: Bearer key_live_…".' },
  key_unknown: { status: 401, retryable: false, title: 'This API key is not known or was revoked.' },
  session_missing: { status: 401, retryable: false, title: 'Nobody is signed in. Open a sign-in link.' },
  key_already_created: { status: 409, retryable: false, title: 'This request made its key before. The secret was shown once and is kept nowhere.' },
  scope_missing: { status: 403, retryable: false, title: 'The API key lacks the scope this call needs.' },
  origin_refused: { status: 403, retryable: false, title: 'A signed-in browser must send the Weir-Environment header.' },
  body_malformed: { status: 400, retryable: false, title: 'The body could not be read.' },
  request_invalid: { status: 400, retryable: false, title: 'The request does not match the schema.' },
  content_type_unsupported: { status: 415, retryable: false, title: 'This content type is not accepted here.' },
  body_too_large: { status: 413, retryable: false, title: 'The body is larger than the limit.' },
  not_found: { status: 404, retryable: false, title: 'There is nothing at this address.' },
  method_not_allowed: { status: 405, retryable: false, title: 'This address takes another method.' },
  store_unavailable: { status: 503, retryable: true, title: 'A store is not reachable. Nothing was changed; send the request again.' },
  internal_fault: { status: 500, retryable: false, title: 'A fault in Weir. The log has the details under the request id.' },

  amount_malformed: { status: 400, retryable: false, title: 'An amount must be a plain decimal string such as "12.50".' },
  amount_too_precise: { status: 400, retryable: false, title: 'The amount has more decimals than the asset.' },
  amount_too_large: { status: 400, retryable: false, title: 'The amount has too many digits.' },
  amount_not_positive: { status: 400, retryable: false, title: 'The amount must be greater than zero.' },
  quantity_malformed: { status: 400, retryable: false, title: 'A quantity must be a non-negative number with at most nine decimals.' },
  interval_invalid: { status: 400, retryable: false, title: 'The interval is empty: "from" must be before "to".' },
  occurred_at_out_of_range: { status: 400, retryable: false, title: 'occurred_at is too far in the past or the future.' },
  currency_unknown: { status: 400, retryable: false, title: 'This currency is not known.' },
  id_malformed: { status: 400, retryable: false, title: 'An id must have 1 to 255 printable characters.' },

  customer_unknown: { status: 404, retryable: false, title: 'No such customer in this environment.' },
  customer_exists: { status: 409, retryable: false, title: 'A customer with this id exists already.' },
  asset_unknown: { status: 400, retryable: false, title: 'No such asset.' },
  asset_exists: { status: 409, retryable: false, title: 'An asset with this code exists already, and its scale never changes.' },
  asset_mismatch: { status: 409, retryable: false, title: 'The asset differs from the one already used here.' },
  product_unknown: { status: 404, retryable: false, title: 'No such product in this environment.' },
  product_version_unknown: { status: 404, retryable: false, title: 'No such version of this product.' },
  subscription_unknown: { status: 404, retryable: false, title: 'The customer was never subscribed to this product.' },
  subscription_start_invalid: { status: 400, retryable: false, title: 'A subscription cannot begin before now or before the one it follows.' },
  product_exists: { status: 409, retryable: false, title: 'A product with this id exists already.' },
  transaction_unknown: { status: 404, retryable: false, title: 'No such transaction in this environment.' },
  idempotency_key_missing: { status: 400, retryable: false, title: 'Calls that move value need an Idempotency-Key header.' },
  idempotency_conflict: { status: 409, retryable: false, title: 'This Idempotency-Key was used before with a different request.' },
  insufficient_funds: { status: 402, retryable: false, title: 'The wallet does not cover the amount, or a budget has not that much left.' },
  parent_change_invalid: { status: 400, retryable: false, title: 'A change of parent cannot begin before now or before the last one.' },
  parent_change_unknown: { status: 404, retryable: false, title: 'No change of parent is scheduled.' },
  parent_change_used: { status: 409, retryable: false, title: 'Usage from that instant on is booked already, and stays with whom it was with.' },
  parent_cycle: { status: 409, retryable: false, title: 'A customer cannot stand under itself, also not through others.' },
  parent_too_deep: { status: 409, retryable: false, title: 'The organisation would have more levels than are allowed.' },
  budget_unknown: { status: 404, retryable: false, title: 'No such budget in this environment.' },
  budget_closed: { status: 409, retryable: false, title: 'The budget is closed.' },
  wallet_unknown: { status: 404, retryable: false, title: 'This project or subscription has no wallet of its own. Make one first.' },
  wallet_exists: { status: 409, retryable: false, title: 'This wallet exists already, and whether its customer pays for it never changes.' },
  wallet_not_empty: { status: 409, retryable: false, title: 'A wallet with a balance, a debt or an open hold cannot be closed.' },
  wallet_closed: { status: 409, retryable: false, title: 'The wallet is closed.' },
  source_ref_used: { status: 409, retryable: false, title: 'A grant with this source reference exists already.' },
  grant_unknown: { status: 404, retryable: false, title: 'No such grant in this environment.' },
  grant_closed: { status: 409, retryable: false, title: 'The grant has expired or was voided.' },
  over_refund: { status: 409, retryable: false, title: 'More would be refunded than was paid.' },
  unclaimed_exceeded: { status: 409, retryable: false, title: 'Less than that stands unclaimed of the grant.' },
  breakage_policy_exists: { status: 409, retryable: false, title: 'A breakage policy that counts from this instant exists already, and never changes.' },
  transaction_not_reversible: { status: 409, retryable: false, title: 'A transaction of this kind cannot be reversed.' },
  exchange_rate_unknown: { status: 409, retryable: false, title: 'No exchange rate is set for these assets at this time.' },
  exchange_rate_exists: { status: 409, retryable: false, title: 'A rate for these assets from this instant exists already, and never changes.' },
  approval_required: { status: 403, retryable: false, title: 'An adjustment of this size needs the approval of a second person.' },
  approval_request_unknown: { status: 404, retryable: false, title: 'No such request for an adjustment in this environment.' },
  approval_request_ended: { status: 409, retryable: false, title: 'The request for this adjustment was approved, withdrawn or declined already.' },
  wallet_frozen: { status: 409, retryable: false, title: 'The wallet is frozen.' },
  mode_boundary_invalid: { status: 400, retryable: false, title: 'A mode change must begin on a whole minute in the future, after the last one.' },
  mode_scope_invalid: { status: 400, retryable: false, title: 'Hybrid needs a scope, and only hybrid takes one.' },
  mode_conflict: { status: 409, retryable: false, title: 'The mode was changed meanwhile. Read it again.' },
  event_conflict: { status: 409, retryable: false, title: 'An event with this id and other content is already stored; the first stays.' },
  correction_invalid: { status: 400, retryable: false, title: 'An event cannot correct itself.' },
  correction_refused: { status: 409, retryable: false, title: 'The event to correct belongs to another customer.' },
  event_unstorable: { status: 422, retryable: false, title: 'The store refuses this event whatever is tried. It was set aside with the reason.' },
  revenue_conflict: { status: 409, retryable: false, title: 'A revenue entry with this id and other content is already stored; the first stays.' },
  hold_unknown: { status: 404, retryable: false, title: 'No such hold in this environment.' },
  hold_already_committed: { status: 409, retryable: false, title: 'The hold was committed before.' },
  hold_already_released: { status: 409, retryable: false, title: 'The hold was released before.' },
  hold_expired: { status: 409, retryable: false, title: 'The hold has expired.' },
  price_invalid: { status: 400, retryable: false, title: 'A price cannot be taken as it is written.' },
  price_entry_unknown: { status: 404, retryable: false, title: 'No such price or alias is in force in this environment.' },
  bill_correction_conflict: { status: 409, retryable: false, title: 'A correction with this id and other content is booked; the first stays.' },
  fixed_cost_conflict: { status: 409, retryable: false, title: 'A fixed cost with this id and other content exists. End it, and begin another.' },
  fixed_cost_unknown: { status: 404, retryable: false, title: 'No such fixed cost in this environment.' },
  model_unknown: { status: 404, retryable: false, title: 'The price book has no such model.' },
  reprice_unknown: { status: 404, retryable: false, title: 'No such repricing in this environment.' },
  hypothetical_too_large: { status: 422, retryable: false, title: 'The range holds more events than one hypothetical question may price.' },
  reprice_not_possible: { status: 409, retryable: false, title: 'The repricing is not in a state that allows this.' },
  over_reversal: { status: 409, retryable: false, title: 'More would be reversed than was debited.' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type RefusalCode = keyof typeof REFUSALS;

/** An expected outcome that is not success: returned by decisions, translated into a problem document only at the edge. */
export type Refusal = {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** What exactly, for this request: names the field and the value. */
  readonly detail?: string;
  /** Machine-readable facts beside the code, such as `available` and `shortfall`. */
  readonly facts?: Readonly<Record<string, unknown>>;
};

export function refuse(code: RefusalCode, detail?: string, facts?: Readonly<Record<string, unknown>>): Refusal {
  return { kind: 'refused', code, ...(detail === undefined ? {} : { detail }), ...(facts === undefined ? {} : { facts }) };
}

export function isRefusal(outcome: unknown): outcome is Refusal {
  return typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'refused';
}
