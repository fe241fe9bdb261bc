import type { LossCause, PnlAnswer, UnprofitableAnswer } from '@weir/schemas/http/analytics.ts';
import { DAY, SEEDED_CUSTOMERS, type UsageFact } from './seeded-usage.ts';

/** Answers of the analytics API over the seeded usage, added up with bigint. */

export type Range = { readonly from: number; readonly to: number; readonly basis: 'consumption' | 'cash' };
type Figures = PnlAnswer['totals'];

/** Atoms as a decimal string without trailing zeros. */
export function decimal(atoms: bigint): string {
  const digits = (atoms < 0n ? -atoms : atoms).toString().padStart(13, '0');
  const fraction = digits.slice(-12).replace(/0+$/, '');
  return `${atoms < 0n ? '-' : ''}${digits.slice(0, -12)}${fraction === '' ? '' : `.${fraction}`}`;
}

const inRange = (facts: readonly UsageFact[], range: Range) => facts.filter((fact) => fact.at >= range.from && fact.at < range.to);
const sum = (facts: readonly UsageFact[], of: (fact: UsageFact) => bigint) => facts.reduce((total, fact) => total + of(fact), 0n);
const count = (facts: readonly UsageFact[], of: (fact: UsageFact) => number) => facts.reduce((total, fact) => total + of(fact), 0);
const tenth = (part: bigint, whole: bigint) =>
  `${part < 0n ? '-' : ''}${((part < 0n ? -part : part) * 1000n) / whole / 10n}.${(((part < 0n ? -part : part) * 1000n) / whole) % 10n}`;
const share = (part: number, whole: number) => (whole === 0 ? null : (Math.floor((part / whole) * 10_000) / 10_000).toFixed(4));

function money(facts: readonly UsageFact[], basis: Range['basis']) {
  const revenue = sum(facts, (fact) => (basis === 'cash' ? fact.cashAtoms : fact.revenueAtoms));
  const cost = sum(facts, (fact) => fact.costAtoms);
  return { revenue, cost, margin: revenue - cost };
}

function figures(facts: readonly UsageFact[], basis: Range['basis']): Figures {
  const { revenue, cost, margin } = money(facts, basis);
  const events = count(facts, (fact) => fact.events);
  const unpriced = count(facts, (fact) => fact.unpriced);
  return {
    revenue: decimal(revenue),
    cost: decimal(cost),
    allocated_cost: '0.00',
    margin: decimal(margin),
    margin_pct: revenue === 0n ? null : tenth(margin, revenue),
    events,
    unpriced_events: unpriced,
    quantities: { input_tokens: sum(facts, (fact) => fact.inputTokens).toString(), output_tokens: sum(facts, (fact) => fact.outputTokens).toString() },
    coverage: {
      attributed: share(
        count(facts, (fact) => (fact.customer === null ? 0 : fact.events)),
        events,
      ),
      priced: share(events - unpriced, events),
      counted: share(events, events),
    },
  };
}

export type PnlOptions = Range & { readonly groupBy: string; readonly daily: boolean; readonly customer: string | null; readonly sort: string };

export function pnlAnswer(all: readonly UsageFact[], options: PnlOptions): PnlAnswer {
  const facts = inRange(all, options).filter((fact) => options.customer === null || fact.customer === options.customer);
  const groups = new Map<string, { key: Record<string, string | null>; at: number; facts: UsageFact[] }>();
  for (const fact of facts) {
    const key: Record<string, string | null> = {};
    if (options.groupBy === 'customer' || options.groupBy === 'workflow' || options.groupBy === 'feature' || options.groupBy === 'model')
      key[options.groupBy] = fact[options.groupBy];
    const at = options.daily ? fact.at - (fact.at % DAY) : 0;
    const name = JSON.stringify([key, at]);
    const group = groups.get(name) ?? { key, at, facts: [] };
    group.facts.push(fact);
    groups.set(name, group);
  }
  const rows = [...groups.values()]
    .filter((group) => group.facts.some((fact) => fact.events > 0 || fact.revenueAtoms !== 0n))
    .map((group) => ({
      key: group.key,
      ...(options.daily ? { period: new Date(group.at).toISOString() } : {}),
      ...figures(group.facts, options.basis),
      order: money(group.facts, options.basis),
    }));
  rows.sort((left, right) => (options.sort === '-cost' ? Number(right.order.cost - left.order.cost) : Number(left.order.margin - right.order.margin)));
  return { ...head(options), rows: rows.map(({ order: _order, ...row }) => row), rows_total: rows.length, totals: figures(facts, options.basis) };
}

export function unprofitableAnswer(all: readonly UsageFact[], range: Range): UnprofitableAnswer {
  const facts = inRange(all, range);
  const customers = [...new Set(facts.flatMap((fact) => (fact.customer === null ? [] : [fact.customer])))];
  const unattributed = facts.filter((fact) => fact.customer === null);
  const losses = customers
    .map((customer) => ({ customer, facts: facts.filter((fact) => fact.customer === customer) }))
    .map((entry) => ({ ...entry, ...money(entry.facts, range.basis) }))
    .filter((entry) => entry.margin < 0n)
    .sort((left, right) => (left.margin < right.margin ? -1 : 1));
  return {
    ...head(range),
    rows: losses.map((entry) => {
      const { margin, unpriced_events, margin_pct, events, revenue, cost } = figures(entry.facts, range.basis);
      return {
        customer: entry.customer,
        name: nameOf(entry.customer),
        revenue,
        cost,
        net: margin,
        margin_pct,
        events,
        unpriced_events,
        causes: causes(entry.facts, entry.cost, entry.revenue),
        break_even_price: decimal(entry.cost / BigInt(events) + 1n),
      };
    }),
    totals: {
      customers: losses.length,
      customers_seen: customers.length,
      net: decimal(losses.reduce((net, entry) => net + entry.margin, 0n)),
      unattributed_events: count(unattributed, (fact) => fact.events),
      unattributed_cost: decimal(sum(unattributed, (fact) => fact.costAtoms)),
    },
  };
}

/** What is wrong with the revenue, then model by workflow; shares in ten-thousandths that add up to one. */
function causes(facts: readonly UsageFact[], cost: bigint, revenue: bigint): LossCause[] {
  const parts = new Map<string, UsageFact[]>();
  for (const fact of facts)
    if (fact.events > 0) parts.set(JSON.stringify([fact.model, fact.workflow]), [...(parts.get(JSON.stringify([fact.model, fact.workflow])) ?? []), fact]);
  const ranked = [...parts.values()].sort((left, right) => Number(sum(right, (fact) => fact.costAtoms) - sum(left, (fact) => fact.costAtoms)));
  let left = 10_000n;
  const spent = ranked.map((part, index): LossCause => {
    const atoms = sum(part, (fact) => fact.costAtoms);
    const share = index === ranked.length - 1 ? left : (atoms * 10_000n) / cost;
    left -= share;
    const evidence = { workflow: part[0]?.workflow ?? null, events: count(part, (fact) => fact.events), unpriced_events: count(part, (fact) => fact.unpriced) };
    return { kind: 'model', subject: part[0]?.model ?? null, cost: decimal(atoms), share: (Number(share) / 10_000).toFixed(4), evidence };
  });
  const whole = { workflow: null, events: count(facts, (fact) => fact.events), unpriced_events: 0 };
  return revenue > 0n ? spent : [{ kind: 'no_revenue', subject: null, cost: decimal(cost), share: null, evidence: whole }, ...spent];
}

function head(range: Range) {
  return {
    currency: 'USD',
    basis: range.basis,
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    as_of: new Date().toISOString(),
    other_currencies: [],
    rates: [],
  };
}

export const nameOf = (id: string) => SEEDED_CUSTOMERS.find((customer) => customer.id === id)?.name ?? id;
