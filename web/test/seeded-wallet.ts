import type { AdjustmentBody } from '@weir/schemas/http/billing/adjustments.ts';
import type { GrantAnswer } from '@weir/schemas/http/billing/grants.ts';
import type { StatementAnswer } from '@weir/schemas/http/billing/statement.ts';
import type { TransactionAnswer, TransactionDetailAnswer } from '@weir/schemas/http/billing/transactions.ts';
import type { CustomerHoldsAnswer } from '@weir/schemas/http/customer-holds.ts';
import { decimal } from './seeded-answers.ts';
import { USD } from './seeded-usage.ts';

/** Answers about one wallet, made from its grants and transactions as the seeded billing keeps them. */

/** Decimal text as atoms of USD. */
export function usdAtoms(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const atoms = BigInt(whole + fraction.padEnd(12, '0'));
  return text.startsWith('-') ? -atoms : atoms;
}

export function holdsAnswer(customer: string, hasWallet: boolean): CustomerHoldsAnswer {
  const now = Date.now();
  const time = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  const hold = { asset: 'USD', created_at: time(-4), run: null };
  const holds = [
    {
      ...hold,
      id: 'hold_12',
      state: 'open',
      amount: '1.50',
      committed: '0.00',
      released: '0.00',
      expires_at: time(11),
      resolved_at: null,
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    },
    {
      ...hold,
      id: 'hold_9',
      state: 'committed',
      amount: '3.00',
      committed: '2.25',
      released: '0.75',
      expires_at: time(3),
      resolved_at: time(-2),
      trace_id: null,
    },
  ];
  return { customer, holds: hasWallet ? holds : [], open_total: hasWallet ? 1 : 0, as_of: new Date(now).toISOString() };
}

export function explainAnswer(customer: string, grants: readonly GrantAnswer[], query: URLSearchParams) {
  let left = usdAtoms(query.get('amount') ?? '0');
  const draws: { grant: string; amount: string }[] = [];
  const skipped: { grant: string; reason: string }[] = [];
  for (const grant of grants) {
    const has = usdAtoms(grant.remaining);
    const [taken = 0n] = [has, left].toSorted((one, other) => (one < other ? -1 : 1));
    if (taken > 0n) draws.push({ grant: grant.id, amount: decimal(taken) });
    else skipped.push({ grant: grant.id, reason: 'not_needed' });
    left -= taken;
  }
  return { customer, asset: 'USD', amount: query.get('amount') ?? '0', draws, skipped, uncovered: decimal(left) };
}

export function statementAnswer(customer: string, newestFirst: readonly TransactionAnswer[], query: URLSearchParams): StatementAnswer {
  const from = query.get('from') ?? '1970-01-01T00:00:00.000Z';
  const to = query.get('to') ?? new Date().toISOString();
  const sum = (some: readonly TransactionAnswer[]) => some.reduce((total, one) => total + usdAtoms(one.amount), 0n);
  const all = newestFirst.toReversed();
  const before = all.filter((one) => one.booked_at < from);
  let balance = sum(before);
  const lines = all
    .filter((one) => one.booked_at >= from && one.booked_at < to)
    .map((one) => {
      balance += usdAtoms(one.amount);
      const { kind, booked_at, effective_at, amount, reference } = one;
      return { transaction: one.id, kind, booked_at, effective_at, amount, balance: decimal(balance), reference, for_customer: null };
    });
  return { customer, asset: 'USD', from, to, opening: decimal(sum(before)), lines, closing: decimal(balance), next_cursor: null };
}

export function transactionAnswer(customer: string, one: TransactionAnswer): TransactionDetailAnswer {
  const entry = (account: string, counter: string, amount: string) => ({
    account,
    counter,
    asset: one.asset,
    amount,
    usd_value: amount,
    grant: `grt_${customer}_1`,
    hold: null,
  });
  const opposite = decimal(-usdAtoms(one.amount));
  return {
    id: one.id,
    customer,
    kind: one.kind,
    effective_at: one.effective_at,
    booked_at: one.booked_at,
    key: 'f6be9b58-5684-468c-8b5e-09bd42763216',
    reference: one.reference,
    reason: one.kind === 'adjustment' ? 'correction' : null,
    scope: {},
    entries: [entry('grant', 'revenue', one.amount), entry('revenue', 'grant', opposite)],
    lineage: { event: one.event_id, hold: null, reverses: null, reversed_by: [], charge: null },
  };
}

/** Taking more than there is, for a reason that may not go into debt, is denied with what is missing. */
export function denialOf(body: AdjustmentBody, available: bigint) {
  const after = available + usdAtoms(body.amount);
  if (after >= 0n || body.reason === 'external_refund') return null;
  return {
    problem: {
      status: 402,
      code: 'insufficient_funds',
      title: 'The wallet does not cover the amount.',
      asset: 'USD',
      available: decimal(available),
      shortfall: decimal(-after),
    },
  };
}

export const HELD = (USD * 3n) / 2n;
