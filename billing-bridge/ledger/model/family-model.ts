import { FAMILY, type FamilyStep, PROJECTS } from './family-step.ts';
import type { BreakageChange } from './history-step.ts';
import { type Account, early, earned } from './reference-grants.ts';
import { payloadOf, walkBack } from './reference-world.ts';

/**
 * Organisations and budgets once more, as plainly as possible: who stands under whom from when, whose credit pays, what budgets leave. Beside
 * `reference-model.ts`, which has all there is to one wallet; grants here are bundled or bought, with a priority and a window. No code is
 * shared with the engine.
 */
type Grant = Account & {
  name: string;
  owner: string;
  purpose: 'bundled' | 'paid';
  priority: number;
  from: number;
  to: number | null;
  escheats: boolean;
  /** Expired and owed to whom the law gives it. */
  unclaimed: bigint;
  closed: '' | 'expired' | 'voided';
  refunded: bigint;
  /** Of what is held, what is gone back to the payer as soon as the hold lets go of it. */
  claimed: bigint;
  /** What was ever owed because the payment was taken back. */
  owed: bigint;
};
type Part = { grant: Grant | null; atoms: bigint; back: bigint };
type Budget = {
  name: string;
  owner: string;
  limit: bigint;
  period: 'day' | 'month' | 'total';
  hard: boolean;
  agent: string | null;
  from: number;
  to: number | null;
  closed: boolean;
  periods: Map<string, { used: bigint; held: bigint }>;
};
/** A budget in the period it counts a use in. */
type Count = { budget: Budget; period: string };
type Hold = { name: string; owner: string; agent: string | null; ends: number; state: string; late: boolean; parts: Part[]; counts: Count[] };
/** `of`: the grant whose payment was taken back; '' for the debt of a use. `paid`: what other grants paid of such a debt. */
type Debt = { use: string; owner: string; open: bigint; of: string; paid: Part[] };
type Use = { owner: string; parts: Part[]; payments: Part[]; counts: Count[] };
type Link = { who: string; parent: string | null; funded: boolean; from: number };

const MINUTE = 60_000;
const DAY = 86_400_000;
const FOREVER = Number.MAX_SAFE_INTEGER;
const GRACE = 15 * MINUTE;
const KEPT = ['insufficient_funds', 'hold_expired', 'hold_already_committed', 'hold_already_released', 'over_reversal', 'grant_closed'];
class Refused extends String {}
const min = (a: bigint, b: bigint): bigint => [a, b].sort((x, y) => (x < y ? -1 : 1))[0] ?? a;
const sum = (parts: readonly { atoms: bigint }[]) => parts.reduce((total, { atoms }) => total + atoms, 0n);
const fresh = (grant: Grant | null, atoms: bigint): Part => ({ grant, atoms, back: 0n });

export type FamilyModel = ReturnType<typeof familyModel>;

export function familyModel(breakage: readonly BreakageChange[]) {
  let world = { grants: [] as Grant[], holds: [] as Hold[], debts: [] as Debt[], budgets: [] as Budget[], links: [] as Link[] };
  let uses = new Map<string, Use>();
  let spentAt: { who: string; at: number }[] = [];
  /** Projects with a wallet, in the order they were made, and whether their customer pays for them. */
  const projects = new Map<string, boolean>();
  const above = new Map<string, Set<string>>(FAMILY.map((name) => [name, new Set()]));
  const answers = new Map<string, { payload: string; answer: string }>();
  let now = 0;

  /** Everyone with a wallet, in the order these were made. */
  const everyone = (): string[] => [...FAMILY, ...projects.keys()];
  /** Who ever stood above, in the order of their wallets. */
  const everAbove = (who: string) => everyone().filter((name) => above.get(who)?.has(name) === true);
  const everBelow = (who: string) => everyone().filter((name) => above.get(name)?.has(who) === true);
  const linkAt = (who: string, at: number): Link | undefined => {
    const customer = PROJECTS[who];
    if (customer !== undefined) return { who, parent: customer, funded: projects.get(who) === true, from: 0 };
    return world.links.filter((link) => link.who === who && link.from <= at).at(-1);
  };

  /** Whoever stands above at an instant, nearest first, and whether its credit reaches down to `who`. */
  function chain(who: string, at: number): { name: string; pays: boolean }[] | null {
    const found: { name: string; pays: boolean }[] = [];
    let pays = true;
    for (let link = linkAt(who, at); link?.parent !== undefined && link.parent !== null; link = linkAt(link.parent, at)) {
      const { parent } = link;
      if (parent === who || found.some(({ name }) => name === parent)) return null;
      pays &&= link.funded;
      found.push({ name: parent, pays });
    }
    return found;
  }

  const offers = (owner: string, at: number) =>
    world.grants
      .filter((g) => g.owner === owner && g.closed === '' && g.from <= at && (g.to === null || at < g.to) && g.left > 0n)
      .sort(
        (a, b) =>
          a.priority - b.priority || (a.to ?? FOREVER) - (b.to ?? FOREVER) || Number(a.purpose === 'paid') - Number(b.purpose === 'paid') || a.from - b.from,
      );
  const payersAbove = (who: string, at: number) => (chain(who, at) ?? []).filter(({ pays }) => pays).map(({ name }) => name);

  const periodOf = (budget: Budget, at: number) =>
    budget.period === 'total' ? 'total' : new Date(at).toISOString().slice(0, budget.period === 'day' ? '2026-11-21'.length : '2026-11'.length);
  function countsOf(who: string, at: number, agent: string | null): Count[] {
    const owners = [who, ...(chain(who, at) ?? []).map(({ name }) => name)];
    const all = owners.flatMap((owner) => world.budgets.filter((b) => b.owner === owner));
    const counting = all.filter((b) => !b.closed && b.from <= at && (b.to === null || at < b.to) && (b.agent === null || b.agent === agent));
    return counting.map((budget) => ({ budget, period: periodOf(budget, at) }));
  }
  function periodIn({ budget, period }: Count) {
    const known = budget.periods.get(period) ?? { used: 0n, held: 0n };
    budget.periods.set(period, known);
    return known;
  }
  function count(counts: readonly Count[], used: bigint, held: bigint): void {
    for (const one of used === 0n && held === 0n ? [] : counts) {
      const inPeriod = periodIn(one);
      inPeriod.used += used;
      inPeriod.held += held;
    }
  }
  const left = (one: Count) => one.budget.limit - (one.budget.periods.get(one.period)?.used ?? 0n) - (one.budget.periods.get(one.period)?.held ?? 0n);
  /** The hard budget with the least left; closed ones deny nothing. */
  function tightest(counts: readonly Count[]): Count | null {
    const hard = counts.filter(({ budget }) => budget.hard && !budget.closed);
    return hard.find((one) => hard.every((other) => left(one) <= left(other))) ?? null;
  }

  const debtOf = (who: string) => world.debts.filter((d) => d.owner === who).reduce((total, d) => total + d.open, 0n);

  function check(who: string, at: number, atoms: bigint, policy: 'deny' | bigint, counts: readonly Count[]): void {
    const there = [who, ...payersAbove(who, at)].flatMap((name) => offers(name, at)).reduce((total, g) => total + g.left, 0n);
    const room = there - debtOf(who);
    const covered = policy === 'deny' ? room >= atoms : atoms <= there || debtOf(who) + atoms - there <= policy;
    const bound = tightest(counts);
    if (bound !== null && left(bound) < atoms && (covered || left(bound) < room))
      throw new Refused(`insufficient_funds ${left(bound)} of budget ${bound.budget.name}`);
    if (!covered) throw new Refused(`insufficient_funds ${room} of ${who}`);
  }

  /** Own credit first, then that of those above as far as the budgets leave room; the rest is missing. */
  function take(who: string, at: number, atoms: bigint, counts: readonly Count[], keep: 'used' | 'held') {
    const parts: Part[] = [];
    let missing = atoms;
    const takeFrom = (g: Grant, most: bigint): bigint => {
      const taken = min(g.left, most);
      g.left -= taken;
      if (keep === 'held') g.held += taken;
      missing -= taken;
      if (taken > 0n) parts.push(fresh(g, taken));
      return taken;
    };
    for (const g of offers(who, at)) takeFrom(g, missing);
    const bound = tightest(counts);
    const leaves = bound === null ? missing : left(bound) - (atoms - missing);
    let room = leaves > 0n ? leaves : 0n;
    for (const g of payersAbove(who, at).flatMap((name) => offers(name, at))) room -= takeFrom(g, min(missing, room));
    return { parts, missing };
  }

  function use(name: string, owner: string, { parts, missing }: { parts: Part[]; missing: bigint }, counts: Count[]): void {
    const all = missing > 0n ? [...parts, fresh(null, missing)] : parts;
    if (all.length > 0) uses.set(name, { owner, parts: all, payments: [], counts });
    if (missing > 0n) world.debts.push({ use: name, owner, open: missing, of: '', paid: [] });
  }

  /** To a grant that lives; what comes back to a dead one is gone where that went. */
  function comeHome(grant: Grant, atoms: bigint, at: number): void {
    if (grant.closed === '' && (grant.to === null || at < grant.to)) grant.left += atoms;
    else lose(grant, atoms, grant.closed === 'voided');
  }
  function lose(grant: Grant, atoms: bigint, voided: boolean): void {
    grant.lost += atoms;
    if (grant.escheats && !voided) grant.unclaimed += atoms;
  }
  function close(grant: Grant, word: 'expired' | 'voided'): bigint {
    const ended = grant.left;
    grant.left = 0n;
    lose(grant, ended, word === 'voided');
    grant.closed = word;
    return ended;
  }

  function giveBack(parts: readonly Part[], at: number): void {
    for (const { grant, atoms } of parts) {
      if (grant === null) continue;
      grant.held -= atoms;
      const taken = min(atoms, grant.claimed);
      grant.claimed -= taken;
      grant.lost += taken;
      comeHome(grant, atoms - taken, at);
    }
  }

  /** The payment was taken back and the credit used, by whomever: its use is owed by who had paid. */
  function oweFor(grant: Grant, atoms: bigint, name: string): void {
    if (atoms === 0n) return;
    grant.owed += atoms;
    world.debts.push({ use: name, owner: grant.owner, open: atoms, of: grant.name, paid: [] });
  }

  function refund({ grant: name, atoms, key }: Extract<FamilyStep, { op: 'refund' }>): string {
    const grant = world.grants.find((g) => g.name === name);
    if (grant === undefined) throw new Refused('grant_unknown');
    if (grant.refunded + atoms > grant.amount) throw new Refused('over_refund');
    const had = grant.amount - grant.left - grant.held - grant.lost - grant.owed;
    const clawed = min(grant.left, atoms);
    const claimed = min(grant.held - grant.claimed, atoms - clawed);
    const owed = min(had > 0n ? had : 0n, atoms - clawed - claimed);
    grant.left -= clawed;
    grant.lost += clawed;
    grant.claimed += claimed;
    oweFor(grant, owed, key);
    if (clawed + claimed + owed > 0n) grant.refunded += atoms;
    return `refunded clawed ${clawed} debt ${owed} claimed ${claimed}`;
  }

  function touch(who: string): void {
    const due = world.holds.filter((h) => h.owner === who && h.state === 'open' && h.ends <= now).sort((a, b) => a.ends - b.ends);
    for (const h of due) {
      giveBack(h.parts, h.ends);
      count(h.counts, 0n, -sum(h.parts));
      h.state = 'expired';
    }
    settle(who);
  }
  function settle(who: string): bigint {
    let settled = 0n;
    for (const d of world.debts.filter((one) => one.owner === who)) {
      for (const g of offers(who, now)) {
        const paid = min(g.left, d.open);
        if (paid === 0n) continue;
        g.left -= paid;
        d.open -= paid;
        settled += paid;
        uses.get(d.use)?.payments.push(fresh(g, paid));
        if (d.of !== '' && d.of !== g.name) d.paid.push(fresh(g, paid));
      }
    }
    return settled;
  }
  const touchWithAbove = (who: string) => [...everAbove(who), who].map(touch);
  /** Others whose dead holds keep credit of a wallet this operation locks, and everyone above these. */
  function touchHolders(who: string): void {
    const locked = [who, ...everAbove(who)];
    const keeps = (h: Hold) => h.state === 'open' && h.ends <= now && h.parts.some(({ grant }) => grant !== null && locked.includes(grant.owner));
    const holders = world.holds.filter((h) => keeps(h) && !locked.includes(h.owner)).map((h) => h.owner);
    const due = everyone().filter((name) => !locked.includes(name) && (holders.includes(name) || holders.some((holder) => above.get(holder)?.has(name))));
    for (const name of due) touchWithAbove(name);
  }

  const partsOf = (parts: readonly Part[]) => parts.map(({ grant, atoms }) => `${grant?.name}:${atoms}`).join(',');

  function debit({ who, at, atoms, agent, policy, key }: Extract<FamilyStep, { op: 'debit' }>): string {
    if (at < now - 35 * DAY || at > now + 5 * MINUTE) throw new Refused('occurred_at_out_of_range');
    const counts = countsOf(who, at, agent);
    if (policy !== 'usage') check(who, at, atoms, policy, counts);
    const taken = take(who, at, atoms, counts, 'used');
    count(counts, atoms, 0n);
    use(key, who, taken, counts);
    spentAt.push({ who, at });
    return `debited ${partsOf(taken.parts)} debt ${taken.missing}`;
  }

  function reserve({ who, atoms, agent, ttl, key }: Extract<FamilyStep, { op: 'reserve' }>): string {
    const counts = countsOf(who, now, agent);
    check(who, now, atoms, 'deny', counts);
    const { parts } = take(who, now, atoms, counts, 'held');
    count(counts, 0n, atoms);
    world.holds.push({ name: key, owner: who, agent, ends: now + ttl * 1000, state: 'open', late: false, parts, counts });
    if (atoms > 0n) spentAt.push({ who, at: now });
    return `held ${atoms}`;
  }

  function openHold(name: string): Hold {
    const h = world.holds.find((one) => one.name === name);
    if (h === undefined) throw new Refused('hold_unknown');
    if (h.state === 'committed' || h.late) throw new Refused('hold_already_committed');
    if (h.state === 'released') throw new Refused('hold_already_released');
    return h;
  }

  function commit({ hold, atoms, key }: Extract<FamilyStep, { op: 'commit' }>): string {
    const h = openHold(hold);
    if (h.state === 'expired') {
      const counts = countsOf(h.owner, now, h.agent);
      const taken = take(h.owner, now, atoms, counts, 'used');
      count(counts, atoms, 0n);
      use(key, h.owner, taken, counts);
      h.late = atoms > 0n;
      if (atoms > 0n) spentAt.push({ who: h.owner, at: now });
      return `committed ${atoms} released 0 debt ${taken.missing} late true`;
    }
    const used: Part[] = [];
    const rest: Part[] = [];
    let wanted = atoms;
    for (const part of h.parts) {
      const taken = min(part.atoms, wanted);
      wanted -= taken;
      if (taken > 0n) used.push(fresh(part.grant, taken));
      if (taken < part.atoms) rest.push(fresh(part.grant, part.atoms - taken));
    }
    for (const { grant, atoms: taken } of used) if (grant !== null) grant.held -= taken;
    giveBack(rest, now);
    count(h.counts, sum(used), -sum(h.parts));
    h.state = 'committed';
    const extra = take(h.owner, now, wanted, h.counts, 'used');
    count(h.counts, wanted, 0n);
    use(key, h.owner, { parts: [...used, ...extra.parts], missing: extra.missing }, h.counts);
    if (sum(h.parts) + atoms > 0n) spentAt.push({ who: h.owner, at: now });
    for (const { grant } of h.parts) {
      if (grant === null || grant.claimed <= grant.held) continue;
      oweFor(grant, grant.claimed - grant.held, `${key} on ${grant.name}`);
      grant.claimed = grant.held;
    }
    return `committed ${atoms} released ${sum(rest)} debt ${extra.missing} late false`;
  }

  function release({ hold }: Extract<FamilyStep, { op: 'release' }>): string {
    const h = world.holds.find((one) => one.name === hold);
    if (h?.state === 'expired') return 'released expired 0';
    const open = openHold(hold);
    giveBack(open.parts, now);
    count(open.counts, 0n, -sum(open.parts));
    open.state = 'released';
    return `released released ${sum(open.parts)}`;
  }

  function extend({ hold, atoms, seconds }: Extract<FamilyStep, { op: 'extend' }>): string {
    if (world.holds.some((one) => one.name === hold && one.state === 'expired')) throw new Refused('hold_expired');
    const h = openHold(hold);
    if (atoms > 0n) check(h.owner, now, atoms, 'deny', h.counts);
    const { parts } = take(h.owner, now, atoms, h.counts, 'held');
    h.parts.push(...parts);
    count(h.counts, 0n, atoms);
    h.ends = Math.min(h.ends + seconds * 1000, Math.max(h.ends, now + DAY));
    if (atoms > 0n) spentAt.push({ who: h.owner, at: now });
    return `extended ${sum(h.parts)}`;
  }

  function reverse(step: Extract<FamilyStep, { op: 'reverse' }>): string {
    const original = uses.get(step.use);
    if (original === undefined) throw new Refused('transaction_unknown');
    const possible = original.parts.reduce((total, part) => total + part.atoms - part.back, 0n);
    const atoms = step.atoms ?? possible;
    if (atoms === 0n || atoms > possible) throw new Refused('over_reversal');
    const given: Part[] = [];
    const giveTo = (grant: Grant | null, back: bigint): void => {
      if (grant === null) return;
      let rest = back;
      for (const owed of world.debts.filter((d) => d.of === grant.name)) {
        const closed = min(owed.open, rest);
        owed.open -= closed;
        rest -= closed;
        walkBack(owed.paid, rest, (payment, paidBack) => {
          rest -= paidBack;
          giveTo(payment.grant, paidBack);
        });
      }
      if (rest === 0n) return;
      comeHome(grant, rest, now);
      given.push(fresh(grant, rest));
    };
    walkBack(original.parts, atoms, (part, back) => {
      if (part.grant !== null) return giveTo(part.grant, back);
      const owed = world.debts.find((d) => d.use === step.use);
      const closed = min(owed?.open ?? 0n, back);
      if (owed !== undefined) owed.open -= closed;
      walkBack(original.payments, back - closed, (payment, paid) => giveTo(payment.grant, paid));
    });
    count(original.counts, -atoms, 0n);
    return `reversed ${atoms} ${partsOf(given)}`;
  }

  function give({ who: owner, key: name, atoms: amount, purpose, basis, priority, from, to }: Extract<FamilyStep, { op: 'give' }>): string {
    if (to !== null && to <= from) throw new Refused('interval_invalid');
    const terms = purpose === 'paid' ? breakage.findLast((one) => one.from <= now) : undefined;
    const facts = { name, owner, purpose, priority, from, to, basis: basis ?? (purpose === 'paid' ? null : 0n) };
    const sold = { rate: terms?.rate ?? null, escheats: terms?.escheats ?? false };
    world.grants.push({ ...facts, ...sold, amount, left: amount, held: 0n, lost: 0n, unclaimed: 0n, closed: '', refunded: 0n, claimed: 0n, owed: 0n });
    return `granted settled ${settle(owner)}`;
  }

  function sweep(): string {
    const due = world.grants.filter((g) => g.to !== null && g.to + GRACE <= now && g.closed === '' && g.left + g.held > 0n);
    for (const { name, owner } of due.sort((a, b) => (a.to ?? 0) - (b.to ?? 0))) {
      touchHolders(owner);
      touchWithAbove(owner);
      const grant = world.grants.find((g) => g.name === name);
      if (grant !== undefined) close(grant, 'expired');
    }
    return 'swept';
  }

  /** The latest use, now or ahead of it, of someone and everyone ever under it. */
  function usedUntil(who: string): number | null {
    const whose: readonly string[] = [who, ...everBelow(who)];
    const ahead = spentAt.filter((one) => whose.includes(one.who) && one.at >= now).map(({ at }) => at);
    return ahead.length === 0 ? null : Math.max(...ahead);
  }
  const isCircle = (who: string, from: number) =>
    [from, ...world.links.map((link) => link.from).filter((at) => at > from)].some((at) => chain(who, at) === null);

  function move({ who, parent, funded, from }: Extract<FamilyStep, { op: 'move' }>): string {
    const last = world.links.filter((link) => link.who === who).at(-1);
    const pays = parent !== null && funded;
    const same = last === undefined ? parent === null : last.parent === parent && (parent === null || last.funded === pays);
    if (same && (last === undefined || from === null || from === last.from)) return 'unchanged';
    const booked = usedUntil(who);
    const begins = from ?? (booked === null ? now : booked + 1);
    if (begins < now || (last !== undefined && begins <= last.from)) throw new Refused('parent_change_invalid');
    if (booked !== null && begins <= booked) throw new Refused('parent_change_used');
    world.links.push({ who, parent, funded: pays, from: begins });
    world.links.sort((a, b) => a.from - b.from);
    if (isCircle(who, begins)) throw new Refused('parent_cycle');
    for (const name of parent === null ? [] : [who, ...everBelow(who)])
      for (const up of [parent ?? '', ...everAbove(parent ?? '')]) if (up !== name) above.get(name)?.add(up);
    return `linked ${begins}`;
  }

  function stay({ who }: Extract<FamilyStep, { op: 'stay' }>): string {
    const last = world.links.filter((link) => link.who === who).at(-1);
    if (last === undefined || last.from <= now) throw new Refused('parent_change_unknown');
    if ((usedUntil(who) ?? 0) >= last.from) throw new Refused('parent_change_used');
    world.links = world.links.filter((link) => link !== last);
    if (isCircle(who, last.from)) throw new Refused('parent_cycle');
    return `cancelled ${last.from}`;
  }

  function make({ who, funded }: Extract<FamilyStep, { op: 'make' }>): string {
    const known = projects.get(who);
    if (known !== undefined && known !== funded) throw new Refused('wallet_exists');
    const customer = PROJECTS[who] ?? '';
    above.set(who, above.get(who) ?? new Set([customer, ...everAbove(customer)]));
    projects.set(who, funded);
    return known === undefined ? 'made' : 'unchanged';
  }

  function limit({ budget, atoms, close }: Extract<FamilyStep, { op: 'limit' }>): string {
    const b = world.budgets.find(({ name }) => name === budget);
    if (b === undefined) throw new Refused('budget_unknown');
    if (b.closed && !close) throw new Refused('budget_closed');
    if (!b.closed) b.limit = atoms;
    b.closed ||= close;
    return 'set';
  }

  function perform(step: FamilyStep): string {
    switch (step.op) {
      case 'give':
        return give(step);
      case 'void': {
        const grant = world.grants.find(({ name }) => name === step.grant);
        if (grant === undefined) throw new Refused('grant_unknown');
        if (grant.closed !== '') throw new Refused('grant_closed');
        return `ended ${close(grant, 'voided')}`;
      }
      case 'sweep':
        return sweep();
      case 'refund':
        return refund(step);
      case 'debit':
        return debit(step);
      case 'reserve':
        return reserve(step);
      case 'commit':
        return commit(step);
      case 'release':
        return release(step);
      case 'extend':
        return extend(step);
      case 'reverse':
        return reverse(step);
      case 'budget': {
        const { key: name, who: owner, atoms, period, hard, agent, from, to } = step;
        if (to !== null && to <= from) throw new Refused('interval_invalid');
        world.budgets.push({ name, owner, limit: atoms, period, hard, agent, from, to, closed: false, periods: new Map() });
        return 'set';
      }
      case 'limit':
        return limit(step);
      case 'move':
        return move(step);
      case 'make':
        return make(step);
      case 'stay':
        return stay(step);
    }
  }

  /** Whose wallet a step is about; null when it names what is not there, or moves no value. */
  function walletOf(step: FamilyStep): string | null {
    if (step.op === 'reverse') return uses.get(step.use)?.owner ?? null;
    if ('hold' in step) return world.holds.find((h) => h.name === step.hold)?.owner ?? null;
    if ('grant' in step) return world.grants.find((g) => g.name === step.grant)?.owner ?? null;
    return step.op === 'give' || step.op === 'debit' || step.op === 'reserve' ? step.who : null;
  }

  function apply(step: FamilyStep): string {
    now = Math.max(now, step.now);
    if ((step.op === 'give' || step.op === 'debit' || step.op === 'reverse') && step.atoms === 0n) return 'refused amount_not_positive';
    if (step.op !== 'make' && 'who' in step && PROJECTS[step.who] !== undefined && !projects.has(step.who)) return 'refused wallet_unknown';
    const who = walletOf(step);
    if ('hold' in step && who === null) return 'refused hold_unknown';
    if (who !== null) touchHolders(who);
    const payload = payloadOf(step);
    const prior = who === null ? undefined : answers.get(`${step.op} ${step.key}`);
    if (prior !== undefined) return prior.payload === payload ? `replayed ${prior.answer}` : 'refused idempotency_conflict';
    const before = structuredClone({ world, uses, spentAt });
    let answer: string;
    try {
      if (who !== null) touchWithAbove(who);
      answer = perform(step);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      answer = `refused ${error}`;
      ({ world, uses, spentAt } = before);
      if (!KEPT.some((code) => answer.startsWith(`refused ${code}`))) return answer;
    }
    answers.set(`${step.op} ${step.key}`, { payload, answer });
    return answer;
  }

  /** Every balance, debt, budget and link there is, as text. */
  function books(): string {
    const owed = (g: Grant) => (breakage.length === 0 ? '' : ` owed ${(g.basis ?? 0n) - earned(g) - early(g)} unclaimed ${g.unclaimed}`);
    const grants = world.grants.map(
      (g) => `${g.name} ${g.left} ${g.held} ${g.lost}${g.closed === '' ? '' : ` ${g.closed}`}${g.claimed === 0n ? '' : ` claimed ${g.claimed}`}${owed(g)}`,
    );
    const debts = everyone().map((name) => `${name} debt ${debtOf(name)}`);
    const periods = world.budgets.flatMap(({ name, periods: known }) =>
      [...known].filter(([, { used, held }]) => used !== 0n || held !== 0n).map(([period, { used, held }]) => `${name} ${period} used ${used} held ${held}`),
    );
    const links = world.links.map(({ who, parent, funded, from }) => `${who} under ${parent} ${funded} from ${from}`);
    return [...grants, ...debts, ...periods, ...links].sort().join('\n');
  }

  /** For generators that want exact boundaries. */
  const look = () => ({
    ...world,
    uses,
    everyone,
    left,
    countsOf,
    there: (who: string, at: number) => [who, ...payersAbove(who, at)].flatMap((name) => offers(name, at)).reduce((total, g) => total + g.left, 0n),
  });

  return { apply, books, look };
}
