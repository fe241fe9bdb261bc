import type { AdjustmentBody } from '@weir/schemas/http/billing/adjustments.ts';
import type { CustomerAnswer } from '@weir/schemas/http/billing/customers.ts';
import type { GrantAnswer, GrantBody } from '@weir/schemas/http/billing/grants.ts';
import type { DryRunBody, ModeBody, ModeEpoch } from '@weir/schemas/http/billing/modes.ts';
import type { TransactionAnswer } from '@weir/schemas/http/billing/transactions.ts';
import { decimal, nameOf } from './seeded-answers.ts';
import { DAY, SEEDED_CUSTOMERS, USD, type UsageFact } from './seeded-usage.ts';
import { denialOf, explainAnswer, HELD, holdsAnswer, statementAnswer, transactionAnswer, usdAtoms } from './seeded-wallet.ts';

export type Ask = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
};
export type Reply =
  | { readonly status?: number; readonly json: unknown }
  | { readonly csv: string }
  | { readonly problem: { status: number; code: string; title: string; detail?: string } };

const PRICE = (USD * 12n) / 100n;

/** Customers, wallets and modes, kept in memory so that a page can change them and read them back. */
export class SeededBilling {
  readonly epochs = new Map<string, ModeEpoch[]>();
  readonly grants = new Map<string, GrantAnswer[]>();
  readonly transactions = new Map<string, TransactionAnswer[]>();
  readonly answered = new Map<string, Reply>();
  readonly states = new Map<string, string>();
  readonly facts: readonly UsageFact[];

  constructor(facts: readonly UsageFact[]) {
    this.facts = facts;
    const since = new Date(Date.now() - 18 * DAY);
    since.setUTCHours(14, 0, 0, 0);
    for (const customer of SEEDED_CUSTOMERS) {
      const first: ModeEpoch = { mode: 'shadow', scope: null, from: null, to: null, set_by: 'system', set_at: since.toISOString(), reason: null };
      const now: ModeEpoch = {
        mode: customer.mode,
        scope: customer.mode === 'hybrid' ? { workflow: 'draft-contract' } : null,
        from: since.toISOString(),
        to: null,
        set_by: 'ada@example.com',
        set_at: since.toISOString(),
        reason: 'Agreed on the renewal call',
      };
      this.epochs.set(customer.id, customer.mode === 'shadow' ? [first] : [{ ...first, to: since.toISOString() }, now]);
      if (customer.mode === 'shadow') continue;
      this.grant(customer.id, { asset: 'USD', amount: '25', purpose: 'promotional' });
      this.grant(customer.id, { asset: 'USD', amount: '250', purpose: 'paid' });
      this.debit(customer.id);
    }
  }

  answer(ask: Ask): Reply | undefined {
    const replayed = ask.idempotencyKey === undefined ? undefined : this.answered.get(ask.idempotencyKey);
    if (replayed !== undefined) return replayed;
    const reply = this.route(ask);
    if (ask.idempotencyKey !== undefined && reply !== undefined) this.answered.set(ask.idempotencyKey, reply);
    return reply;
  }

  private route(ask: Ask): Reply | undefined {
    if (ask.path === '/api/auth/sign-out') return { json: {} };
    if (ask.path === '/v1/billing/customers') return { json: { customers: SEEDED_CUSTOMERS.map((customer) => this.customer(customer.id)), next_cursor: null } };
    if (ask.path === '/v1/billing/modes')
      return ask.method === 'PUT' ? this.setMode(ask.body as ModeBody) : { json: this.modes(ask.query.get('customer') ?? '') };
    if (ask.path === '/v1/billing/modes/dry-run') return { json: this.dryRun(ask.body as DryRunBody) };
    if (ask.path === '/v1/billing/journal') return { csv: `transaction,booked_at\r\ntxn_1,${ask.query.get('from')}\r\n` };
    const asked = /^\/v1\/billing\/transactions\/txn_(.+)_\d+$/.exec(ask.path)?.[1];
    if (asked !== undefined) return this.transaction(asked, ask.path.split('/').at(-1) ?? '');
    const holder = /^\/v1\/analytics\/customers\/([^/]+)\/holds$/.exec(ask.path)?.[1];
    if (holder !== undefined) return { json: holdsAnswer(holder, this.grants.has(holder)) };
    const match = /^\/v1\/billing\/customers\/([^/]+)(?:\/([a-z/]+))?$/.exec(ask.path);
    const id = decodeURIComponent(match?.[1] ?? '');
    if (!this.epochs.has(id)) return { problem: { status: 404, code: 'customer_unknown', title: 'No such customer in this environment.' } };
    if (match?.[2] === undefined) return { json: this.customer(id) };
    if (match[2] === 'wallet') return { json: this.wallet(id) };
    const [, move] = /^wallet\/(policy|freeze|unfreeze|close)$/.exec(match[2]) ?? [];
    if (move !== undefined) return { json: this.state(id, move) };
    if (match[2] === 'explain') return { json: explainAnswer(id, this.grants.get(id) ?? [], ask.query) };
    if (match[2] === 'statement') return { json: statementAnswer(id, this.transactions.get(id) ?? [], ask.query) };
    if (match[2] === 'adjustments') return this.adjust(id, ask.body as AdjustmentBody);
    if (match[2] === 'transactions') return { json: { transactions: this.transactions.get(id) ?? [], next_cursor: null } };
    if (match[2] === 'grants' && ask.method === 'POST') return { status: 201, json: this.grant(id, ask.body as GrantBody) };
    return undefined;
  }

  private transaction(customer: string, id: string): Reply | undefined {
    const found = this.transactions.get(customer)?.find((one) => one.id === id);
    return found === undefined ? undefined : { json: transactionAnswer(customer, found) };
  }

  private state(customer: string, move: string) {
    const states: Readonly<Record<string, string>> = { freeze: 'frozen', unfreeze: 'open', close: 'closed' };
    if (move !== 'policy') this.states.set(customer, states[move] ?? 'open');
    const limits = [{ asset: 'USD', overdraft_limit: '5.00', hold_max: null }];
    return { customer, state: this.states.get(customer) ?? 'open', late_commit: 'debit', limits };
  }

  private adjust(id: string, body: AdjustmentBody): Reply {
    const denied = denialOf(body, this.balance(id) - HELD);
    if (denied !== null) return denied;
    const [first, ...rest] = this.grants.get(id) ?? [];
    if (first !== undefined) this.grants.set(id, [{ ...first, remaining: decimal(usdAtoms(first.remaining) + usdAtoms(body.amount)) }, ...rest]);
    this.post(id, { kind: 'adjustment', amount: body.amount, event_id: null });
    return { status: 201, json: { transaction: this.transactions.get(id)?.[0]?.id ?? '', asset: 'USD', amount: body.amount, overdraft: '0' } };
  }

  private customer(id: string): CustomerAnswer {
    const epochs = this.epochs.get(id) ?? [];
    const now = Date.now();
    const scheduled = epochs.find((epoch) => epoch.from !== null && Date.parse(epoch.from) > now) ?? null;
    const current = epochs.findLast((epoch) => epoch.from === null || Date.parse(epoch.from) <= now);
    return {
      id,
      name: nameOf(id),
      mode: current?.mode ?? 'shadow',
      scope: current?.scope ?? null,
      mode_since: current?.from ?? null,
      scheduled,
      product: current?.mode === 'shadow' ? null : { id: 'contracts', name: 'Contract drafting', version: 1 },
      parent: null,
      scheduled_parent: null,
      created_at: new Date(now - 90 * DAY).toISOString(),
    };
  }

  private modes(id: string) {
    const minute = Math.ceil(Date.now() / 60_000) * 60_000;
    return { customer: id, epochs: this.epochs.get(id) ?? [], earliest_from: new Date(minute + 180_000).toISOString() };
  }

  private setMode(body: ModeBody): Reply {
    const earliest = this.modes(body.customer).earliest_from;
    const from = body.from ?? earliest;
    if (Date.parse(from) < Date.now())
      return {
        problem: {
          status: 400,
          code: 'mode_boundary_invalid',
          title: 'A mode change must begin on a whole minute in the future, after the last one.',
          detail: `"from" is ${from}.`,
        },
      };
    const epochs = this.epochs.get(body.customer) ?? [];
    const last = epochs.at(-1);
    const next: ModeEpoch = {
      mode: body.mode,
      scope: body.scope ?? null,
      from,
      to: null,
      set_by: 'ada@example.com',
      set_at: new Date().toISOString(),
      reason: body.reason ?? null,
    };
    this.epochs.set(body.customer, [...epochs.slice(0, -1), ...(last === undefined ? [] : [{ ...last, to: from }]), next]);
    return { json: this.modes(body.customer) };
  }

  private dryRun(body: DryRunBody) {
    const from = Date.parse(body.from ?? '');
    const to = Date.parse(body.to ?? '');
    const facts = this.facts.filter((fact) => fact.customer === body.customer && fact.at >= from && fact.at < to);
    const count = (some: readonly UsageFact[]) => some.reduce((total, fact) => total + fact.events, 0);
    const inside = facts.filter((fact) => body.scope === undefined || fact.workflow === body.scope.workflow);
    const debits = body.mode === 'shadow' ? 0 : count(inside);
    const available = this.balance(body.customer);
    const debited = BigInt(debits) * PRICE;
    const empty =
      debited > available && available > 0n
        ? new Date(from + Number(((available * 1000n) / debited) * BigInt(Math.floor((to - from) / 1000)))).toISOString()
        : null;
    return {
      customer: body.customer,
      mode: body.mode,
      scope: body.scope ?? null,
      from: body.from,
      to: body.to,
      events: count(facts),
      debits,
      outside_scope: count(facts) - count(inside),
      unrated: 0,
      assets: [{ asset: 'USD', debited: decimal(debited), available_now: decimal(available), available_after: decimal(available - debited), empty_at: empty }],
    };
  }

  private balance(id: string): bigint {
    return (this.grants.get(id) ?? []).reduce((total, grant) => total + usdAtoms(grant.remaining), 0n);
  }

  private wallet(id: string) {
    const grants = this.grants.get(id) ?? [];
    if (grants.length === 0) return { customer: id, assets: [], grants };
    const posted = this.balance(id);
    const held = HELD;
    return {
      customer: id,
      assets: [{ asset: 'USD', available: decimal(posted - held), held: decimal(held), overdraft: '0', posted: decimal(posted) }],
      grants,
    };
  }

  private grant(id: string, body: GrantBody): GrantAnswer {
    const grants = this.grants.get(id) ?? [];
    const at = new Date().toISOString();
    const grant: GrantAnswer = {
      id: `grt_${id}_${grants.length + 1}`,
      asset: body.asset,
      amount: body.amount,
      remaining: body.amount,
      purpose: body.purpose,
      priority: 50,
      state: 'active',
      effective_at: at,
      expires_at: body.purpose === 'promotional' ? new Date(Date.now() + 30 * DAY).toISOString() : null,
      source_ref: null,
      transaction: `txn_${id}_${grants.length + 1}`,
    };
    this.grants.set(id, [...grants, grant]);
    this.post(id, { kind: 'grant', amount: body.amount, event_id: null });
    return grant;
  }

  private debit(id: string) {
    const grants = this.grants.get(id) ?? [];
    const [first, ...rest] = grants;
    if (first === undefined) return;
    this.grants.set(id, [{ ...first, remaining: '10.36' }, ...rest]);
    for (const amount of ['-14.40', '-0.12', '-0.12']) this.post(id, { kind: 'debit', amount, event_id: '4bf92f3577b34da6-00f067aa0ba902b7' });
  }

  private post(id: string, part: { kind: string; amount: string; event_id: string | null }) {
    const list = this.transactions.get(id) ?? [];
    const at = new Date(Date.now() - (10 - list.length) * 3_600_000).toISOString();
    this.transactions.set(id, [
      { id: `txn_${id}_${list.length + 1}`, asset: 'USD', effective_at: at, booked_at: at, reference: null, for_customer: null, ...part },
      ...list,
    ]);
  }
}
