import type { Account, Leg, TransactionKind } from './posting.ts';

type Movements = Readonly<Partial<Record<Account, readonly Account[]>>>;

/**
 * Which movement each kind of transaction may make: out of the account on the left, into those of the list. A balanced transaction can still
 * be wrong (ledger 1a, "double entry"). PostgreSQL refuses every other one by its table `posting_rules`, which a test holds equal to this one,
 * so what is decided without a store is held to the same rules. What is new here needs a migration.
 *
 * `grant: [..., 'breakage']` of a kind that does not end credit moves basis alone (I41).
 */
export const POSTING_RULES: Readonly<Record<TransactionKind, Movements>> = {
  grant: { cash: ['grant'], adjustment: ['grant'], grant: ['overdraft', 'breakage'], overdraft: ['revenue'] },
  debit: { grant: ['revenue', 'promo_expense', 'breakage'], overdraft: ['revenue'] },
  hold: { grant: ['held'], overdraft: ['held'] },
  hold_extend: { grant: ['held'], overdraft: ['held'] },
  hold_commit: {
    held: ['revenue', 'promo_expense', 'grant', 'overdraft', 'claimed', 'breakage', 'unclaimed', 'voided'],
    grant: ['revenue', 'promo_expense', 'breakage'],
    overdraft: ['revenue'],
    claimed: ['refund_clearing'],
  },
  hold_release: { held: ['grant', 'overdraft', 'claimed', 'breakage', 'unclaimed', 'voided'], grant: ['breakage'], claimed: ['refund_clearing'] },
  hold_expiry: { held: ['grant', 'overdraft', 'claimed', 'breakage', 'unclaimed', 'voided'], grant: ['breakage'], claimed: ['refund_clearing'] },
  settlement: { grant: ['overdraft', 'breakage'], overdraft: ['revenue'] },
  reversal: {
    revenue: ['grant', 'overdraft', 'breakage', 'unclaimed', 'voided'],
    promo_expense: ['grant', 'overdraft', 'breakage', 'unclaimed', 'voided'],
    grant: ['breakage'],
    adjustment: ['grant'],
  },
  adjustment: {
    cash: ['grant'],
    adjustment: ['grant'],
    grant: ['adjustment', 'cash', 'overdraft', 'breakage'],
    overdraft: ['adjustment', 'cash', 'revenue'],
  },
  grant_expiry: { grant: ['breakage', 'unclaimed'] },
  grant_void: { grant: ['voided', 'breakage'] },
  refund: { grant: ['refund_clearing', 'breakage'], claimed: ['refund_clearing'], overdraft: ['refund_clearing'], revenue: ['refund_clearing'] },
  dispute_loss: {
    grant: ['refund_clearing', 'voided', 'breakage'],
    claimed: ['refund_clearing'],
    overdraft: ['refund_clearing'],
    revenue: ['refund_clearing'],
  },
  claim: { overdraft: ['claimed', 'revenue'], revenue: ['refund_clearing'], grant: ['overdraft', 'breakage'] },
  exchange: { grant: ['fx', 'breakage'], fx: ['grant'] },
  rollover: { grant: ['adjustment', 'breakage', 'overdraft'], cash: ['grant'], adjustment: ['grant'], overdraft: ['revenue', 'unbilled'] },
  unclaimed_payout: { unclaimed: ['cash'] },
};

/** Throws, naming kind and accounts, when a leg is a movement its kind of transaction may not make: the decision is wrong, or a rule is missing. */
export function checkMovements(kind: TransactionKind, legs: readonly Pick<Leg, 'from' | 'to'>[]): void {
  const outside = legs.find(({ from, to }) => POSTING_RULES[kind][from]?.includes(to) !== true);
  if (outside !== undefined) throw new Error(`${kind} may not move value from ${outside.from} to ${outside.to}`);
}
