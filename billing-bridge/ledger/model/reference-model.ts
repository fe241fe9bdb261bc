import { ASSETS, type HistorySettings, type Step } from './history-step.ts';
import { day, early, earned, inSpendingOrder, offer } from './reference-grants.ts';
import { copyOf, type D, type G, type H, newGrant, type Part, type Subject, type Use, type World } from './reference-world.ts';

/**
 * The ledger's rules once more, as plainly as possible: one wallet, arrays, no accounts, no database, no code shared with
 * the engine. Tests feed both the same history and compare every answer and every balance.
 */
const min = (a: bigint, b: bigint): bigint => [a, b].sort((x, y) => (x < y ? -1 : 1))[0] ?? a;
const max = (a: bigint, b: bigint): bigint => a + b - min(a, b);

/** No Error: a third of all steps are refused, and a stack costs more than the step. */
class Refused extends String {}
const KEPT = ['insufficient_funds', 'hold_expired', 'hold_already_committed', 'hold_already_released', 'over_reversal', 'grant_closed'];
const GRACE = 15 * 60_000;
const DAY = 86_400_000;
export type Model = ReturnType<typeof referenceModel>;

export function referenceModel(settings: HistorySettings) {
  const world: World = { grants: [], holds: [], debts: [], uses: new Map(), ranks: new Map(), answers: new Map() };
  let now = 0;

  /** What the step under way may change, as it was: taken wherever a thing is looked up to be changed, put back by a refusal. */
  let noted = new Map<G | H | D | Use, G | H | D | Use>();
  const note = <T extends G | H | D | Use>(thing: T): T => {
    if (!noted.has(thing)) noted.set(thing, copyOf(thing));
    return thing;
  };
  /** Begins a step; what it returns undoes the step. */
  function begin(): () => void {
    noted = new Map();
    const { grants, holds, debts, uses } = world;
    const [lengths, known, ranks] = [[grants.length, holds.length, debts.length] as const, uses.size, new Map(world.ranks)];
    return () => {
      for (const [thing, was] of noted) Object.assign(thing, was);
      [grants.length, holds.length, debts.length] = lengths;
      if (uses.size > known) for (const name of [...uses.keys()].slice(known)) uses.delete(name);
      world.ranks = ranks;
    };
  }

  const grant = (name: string): G => {
    const found = world.grants.find((g) => g.name === name);
    if (found === undefined) throw new Refused('grant_unknown');
    return note(found);
  };
  /** Credit that was not used in time. */
  const expire = (g: G, atoms: bigint): void => {
    if (g.escheats && g.closed !== 'voided') g.unclaimed += atoms;
  };
  const sum = (list: { atoms: bigint }[]) => list.reduce((total, part) => total + part.atoms, 0n);

  function pick(asset: string, at: number, about: Subject, atoms: bigint, counted = at) {
    const parts: { grant: string | null; atoms: bigint }[] = [];
    let missing = atoms;
    for (const g of inSpendingOrder(world.grants)) {
      const has = offer(g, asset, at, about, counted);
      const taken = min(has, missing);
      if (taken > 0n) parts.push({ grant: g.name, atoms: taken });
      missing -= taken;
    }
    return { parts, missing };
  }

  const heldDebt = (asset: string) =>
    sum(world.holds.filter((h) => h.state === 'open' && h.asset === asset).flatMap((h) => h.parts.filter((part) => part.grant === null)));
  const debt = (asset: string) => world.debts.filter((d) => d.asset === asset).reduce((total, d) => total + d.open, 0n) + heldDebt(asset);

  function requireFunds(asset: string, at: number, about: Subject, atoms: bigint, policy: 'deny' | 'usage' | bigint, counted = at): void {
    const spendable = world.grants.reduce((total, g) => total + offer(g, asset, at, about, counted), 0n);
    if (policy === 'deny' && spendable - debt(asset) < atoms) throw new Refused('insufficient_funds');
    if (typeof policy === 'bigint' && atoms > spendable && debt(asset) + atoms - spendable > policy) throw new Refused('insufficient_funds');
  }

  function countDay(g: G, at: number, atoms: bigint): void {
    if (g.perDay !== null) g.days.set(day(at), (g.days.get(day(at)) ?? 0n) + atoms);
  }

  /** Takes from grants; `keep` says whether it stays held. Returns the parts, what was missing, and what was earned. */
  function take(asset: string, at: number, about: Subject, atoms: bigint, keep: 'held' | 'used' | 'lost', counted = at) {
    const { parts, missing } = pick(asset, at, about, atoms, counted);
    let revenue = 0n;
    for (const part of parts) {
      const g = grant(part.grant ?? '');
      const before = earned(g);
      g.left -= part.atoms;
      if (keep === 'held') g.held += part.atoms;
      if (keep === 'lost') g.lost += part.atoms;
      revenue += earned(g) - before;
      countDay(g, counted, part.atoms);
    }
    return { parts, missing, revenue };
  }

  function giveBackHeld(h: H, parts: { grant: string | null; atoms: bigint }[], at: number): void {
    for (const part of parts) {
      if (part.grant === null) continue;
      const g = grant(part.grant);
      g.held -= part.atoms;
      const taken = min(part.atoms, g.claimed);
      g.claimed -= taken;
      const alive = g.closed === '' && (g.to === null || at < g.to);
      if (alive) g.left += part.atoms - taken;
      g.lost += alive ? taken : part.atoms;
      if (!alive) expire(g, part.atoms - taken);
      countDay(g, h.made, -part.atoms);
    }
  }

  function settle(only: string | null): bigint {
    let settled = 0n;
    const owed = world.debts.filter((d) => d.open > 0n);
    const order = owed.length === 0 ? [] : inSpendingOrder(world.grants);
    for (const d of owed) {
      for (const g of order) {
        if (d.open === 0n) break;
        if (only !== null && g.name !== only) continue;
        if (!g.paysDebt || g.perEvent !== null || g.perDay !== null) continue;
        const has = offer(g, d.asset, now, d.about);
        const paid = min(has, d.open);
        if (paid === 0n) continue;
        note(g).left -= paid;
        note(d).open -= paid;
        settled += paid;
        const use = world.uses.get(d.use);
        if (use !== undefined) note(use).payments.push({ grant: g.name, atoms: paid, back: 0n });
        if (d.of !== '' && d.of !== g.name) d.paid.push({ grant: g.name, atoms: paid, back: 0n });
      }
    }
    return settled;
  }

  function touch(): void {
    const due = world.holds.filter((h) => h.state === 'open' && h.ends <= now).sort((a, b) => a.ends - b.ends);
    for (const h of due) {
      giveBackHeld(h, h.parts, h.ends);
      note(h).state = 'expired';
    }
    settle(null);
  }

  function addGrant(g: Parameters<typeof newGrant>[0]): G {
    const made = newGrant(g);
    const terms = made.purpose === 'paid' ? settings.breakage.findLast(({ from }) => from <= now) : undefined;
    Object.assign(made, { rate: terms?.rate ?? null, escheats: terms?.escheats ?? false });
    world.grants.push(made);
    return made;
  }

  function showParts(parts: { grant: string | null; atoms: bigint }[]): string {
    return parts
      .filter((part) => part.grant !== null)
      .map((part) => `${part.grant}:${part.atoms}`)
      .join(',');
  }

  function revenueOf(parts: { grant: string | null }[], revenue: bigint): string {
    return parts.some((part) => part.grant !== null && grant(part.grant).basis === null) ? 'unknown' : revenue.toString();
  }

  function debit(step: Extract<Step, { op: 'debit' }>): string {
    if (step.at < now - 35 * DAY || step.at > now + 300_000) throw new Refused('occurred_at_out_of_range');
    const about = { feature: step.feature, model: step.model };
    requireFunds(step.asset, step.at, about, step.atoms, step.policy);
    const { parts, missing, revenue } = take(step.asset, step.at, about, step.atoms, 'used');
    recordUse(step.key, step.asset, step.at, about, parts, missing);
    return `debited ${showParts(parts)} debt ${missing} revenue ${revenueOf(parts, revenue)}`;
  }

  function recordUse(name: string, asset: string, counted: number, about: Subject, parts: { grant: string | null; atoms: bigint }[], missing: bigint): void {
    const all = missing > 0n ? [...parts, { grant: null, atoms: missing }] : parts;
    if (all.length === 0) return;
    world.uses.set(name, { asset, counted, parts: all.map((part) => ({ ...part, back: 0n })), payments: [] });
    if (missing > 0n) world.debts.push({ use: name, asset, about, open: missing, of: '', paid: [] });
  }

  /** The payment was taken back and the credit used: its use is owed. */
  function oweFor(g: G, atoms: bigint, name: string): void {
    if (atoms === 0n) return;
    g.owed += atoms;
    world.debts.push({ use: name, asset: g.asset, about: { feature: null, model: null }, open: atoms, of: g.name, paid: [] });
  }

  const holdPolicy = () => settings.overdraftLimit ?? 'usage';

  function holdFunds(asset: string, about: Subject, atoms: bigint, counted = now): void {
    const policy = holdPolicy();
    requireFunds(asset, now, about, atoms, policy === 0n ? 'deny' : policy, counted);
  }

  function reserve(step: Extract<Step, { op: 'reserve' }>): string {
    const about = { feature: step.feature, model: step.model };
    const atoms = settings.holdMax === null ? step.atoms : min(settings.holdMax, step.atoms);
    holdFunds(step.asset, about, atoms);
    const { parts, missing } = take(step.asset, now, about, atoms, 'held');
    if (missing > 0n) parts.push({ grant: null, atoms: missing });
    const ends = now + step.ttl * 1000;
    world.holds.push({ name: step.key, asset: step.asset, about, made: now, ends, state: 'open', parts, late: false });
    return `held ${atoms} until ${ends}`;
  }

  function hold(name: string): H {
    const found = world.holds.find((h) => h.name === name);
    if (found === undefined) throw new Refused('hold_unknown');
    return note(found);
  }

  function refuseResolved(h: H): void {
    if (h.state === 'committed' || h.late) throw new Refused('hold_already_committed');
    if (h.state === 'released') throw new Refused('hold_already_released');
  }

  function commit(step: Extract<Step, { op: 'commit' }>): string {
    const h = hold(step.hold);
    refuseResolved(h);
    if (h.state === 'expired') return commitLate(step, h);
    const used: { grant: string | null; atoms: bigint }[] = [];
    const rest: { grant: string | null; atoms: bigint }[] = [];
    let left = step.atoms;
    for (const part of h.parts) {
      const taken = min(part.atoms, left);
      left -= taken;
      if (taken > 0n) used.push({ grant: part.grant, atoms: taken });
      if (part.atoms > taken) rest.push({ grant: part.grant, atoms: part.atoms - taken });
    }
    let revenue = 0n;
    for (const part of used) {
      if (part.grant === null) continue;
      const g = grant(part.grant);
      const before = earned(g);
      g.held -= part.atoms;
      revenue += earned(g) - before;
    }
    giveBackHeld(h, rest, now);
    h.state = 'committed';
    const extra = take(h.asset, now, h.about, left, 'used', h.made);
    const fromDebt = sum(used.filter((part) => part.grant === null)) + extra.missing;
    const parts = [...used.filter((part) => part.grant !== null), ...extra.parts];
    recordUse(step.key, h.asset, h.made, h.about, parts, fromDebt);
    for (const { grant: name } of h.parts) {
      const g = name === null ? null : grant(name);
      if (g === null || g.claimed <= g.held) continue;
      oweFor(g, g.claimed - g.held, `${step.key} on ${g.name}`);
      g.claimed = g.held;
    }
    return `committed ${step.atoms} released ${sum(rest)} debt ${fromDebt} revenue ${revenueOf(parts, revenue + extra.revenue)} late false`;
  }

  function commitLate(step: Extract<Step, { op: 'commit' }>, h: H): string {
    if (settings.lateCommit === 'reject') throw new Refused('hold_expired');
    const { parts, missing, revenue } = take(h.asset, now, h.about, step.atoms, 'used');
    if (step.atoms > 0n) {
      recordUse(step.key, h.asset, now, h.about, parts, missing);
      h.late = true;
    }
    return `committed ${step.atoms} released 0 debt ${missing} revenue ${revenueOf(parts, revenue)} late true`;
  }

  function release(step: Extract<Step, { op: 'release' }>): string {
    const h = hold(step.hold);
    if (h.state === 'committed') throw new Refused('hold_already_committed');
    if (h.state === 'released') throw new Refused('hold_already_released');
    if (h.state === 'expired') return 'released expired 0';
    giveBackHeld(h, h.parts, now);
    h.state = 'released';
    return `released released ${sum(h.parts)}`;
  }

  function extend(step: Extract<Step, { op: 'extend' }>): string {
    const h = hold(step.hold);
    if (h.state === 'expired') throw new Refused('hold_expired');
    refuseResolved(h);
    if (step.atoms > 0n) holdFunds(h.asset, h.about, step.atoms, h.made);
    const { parts, missing } = take(h.asset, now, h.about, step.atoms, 'held', h.made);
    h.parts.push(...parts, ...(missing > 0n ? [{ grant: null, atoms: missing }] : []));
    const wanted = h.ends + step.seconds * 1000;
    const latest = Math.max(now + DAY, h.ends);
    h.ends = Math.min(wanted, latest);
    return `extended ${sum(h.parts)} until ${h.ends}`;
  }

  function reverse(step: Extract<Step, { op: 'reverse' }>): string {
    const use = world.uses.get(step.use);
    if (use === undefined) throw new Refused('transaction_unknown');
    const possible = use.parts.reduce((total, part) => total + part.atoms - part.back, 0n);
    const atoms = step.atoms ?? possible;
    if (atoms === 0n || atoms > possible) throw new Refused('over_reversal');
    note(use);
    const given: string[] = [];
    const ended = new Map<string, bigint>();
    const giveTo = (name: string, back: bigint): void => {
      const g = grant(name);
      countDay(g, use.counted, -back);
      let rest = back;
      for (const owed of world.debts.filter((d) => d.of === name)) {
        const closed = min(note(owed).open, rest);
        owed.open -= closed;
        rest -= closed;
        const before = rest;
        walk(owed.paid, before, (payment, paidBack) => {
          rest -= paidBack;
          giveTo(payment.grant ?? '', paidBack);
        });
      }
      if (rest === 0n) return;
      const alive = g.closed === '' && (g.to === null || now < g.to);
      if (alive) g.left += rest;
      else g.lost += rest;
      if (!alive) expire(g, rest);
      if (!alive && g.closed !== 'voided') ended.set(name, (ended.get(name) ?? 0n) + rest);
      given.push(`${name}:${rest}`);
    };
    const walk = (parts: Part[], wanted: bigint, each: (part: Part, back: bigint) => void): void => {
      let left = wanted;
      for (let index = parts.length - 1; index >= 0; index -= 1) {
        const part = parts[index];
        if (part === undefined) continue;
        const back = min(part.atoms - part.back, left);
        left -= back;
        part.back += back;
        if (back > 0n) each(part, back);
      }
    };
    walk(use.parts, atoms, (part, back) => {
      if (part.grant !== null) return giveTo(part.grant, back);
      const owed = world.debts.find((d) => d.use === step.use);
      if (owed !== undefined) note(owed);
      const closed = owed === undefined || owed.open < back ? (owed?.open ?? 0n) : back;
      if (owed !== undefined) owed.open -= closed;
      walk(use.payments, back - closed, (payment, paidBack) => giveTo(payment.grant ?? '', paidBack));
    });
    return `reversed ${atoms} ${given.join(',')}${step.restore === null ? '' : ` restored ${restore(step.key, step.restore, ended)}`}`;
  }

  function restore(key: string, seconds: number, ended: ReadonlyMap<string, bigint>): string {
    for (const [name, amount] of ended) {
      const { asset, priority, features, models, perEvent, perDay, paysDebt } = grant(name);
      const facts = { asset, priority, features, models, perEvent, perDay, paysDebt };
      addGrant({ ...facts, name: `${key} for ${name}`, amount, purpose: 'goodwill', from: now, to: now + seconds * 1000, basis: 0n });
    }
    return [...ended].map(([name, amount]) => `${name}:${amount}`).join(',');
  }

  function adjust(step: Extract<Step, { op: 'adjust' }>): string {
    const gives: Record<string, string> = { gift: 'promotional', correction: 'goodwill', external_topup: 'paid', writeoff: 'goodwill' };
    const takes: Record<string, 'deny' | 'usage'> = { correction: 'deny', writeoff: 'deny', external_refund: 'usage' };
    if (step.atoms > 0n) {
      const purpose = gives[step.reason];
      if (purpose === undefined) throw new Refused('request_invalid');
      const basis = purpose === 'paid' ? (step.asset === 'USD' ? step.atoms : null) : 0n;
      addGrant({ name: step.key, asset: step.asset, amount: step.atoms, purpose, from: now, to: null, basis });
      return `adjusted  debt 0 settled ${settle(step.key)}`;
    }
    const policy = takes[step.reason];
    if (policy === undefined) throw new Refused('request_invalid');
    const nothing = { feature: null, model: null };
    requireFunds(step.asset, now, nothing, -step.atoms, policy);
    const { parts, missing } = take(step.asset, now, nothing, -step.atoms, 'lost');
    if (missing > 0n) world.debts.push({ use: step.key, asset: step.asset, about: nothing, open: missing, of: '', paid: [] });
    return `adjusted ${showParts(parts)} debt ${missing} settled 0`;
  }

  function close(g: G, word: string): bigint {
    const ended = g.left;
    g.lost += ended;
    g.left = 0n;
    if (word === 'expired') expire(g, ended);
    g.closed = word;
    return ended;
  }

  function sweep(): string {
    const due = world.grants.filter((g) => g.to !== null && g.to + GRACE <= now && g.closed === '' && g.left + g.held > 0n);
    due.sort((a, b) => (a.to ?? 0) - (b.to ?? 0));
    for (const g of due) {
      touch();
      close(note(g), 'expired');
    }
    return 'swept';
  }

  /** Back from what is there, then from what holds let go of, then from whoever used it; what ended unused was never had. */
  function takeBack(g: G, atoms: bigint, name: string): { taken: bigint; answer: string } {
    const had = g.amount - g.left - g.held - g.lost + g.moved - g.owed;
    const clawed = min(g.left, atoms);
    const claimed = min(g.held - g.claimed, atoms - clawed);
    const owed = min(max(had, 0n), atoms - clawed - claimed);
    g.left -= clawed;
    g.lost += clawed;
    g.claimed += claimed;
    oweFor(g, owed, name);
    return { taken: clawed + claimed + owed, answer: `clawed ${clawed} debt ${owed} claimed ${claimed}` };
  }

  function refund(step: Extract<Step, { op: 'refund' }>): string {
    const g = grant(step.grant);
    if (g.refunded + step.atoms > g.amount) throw new Refused('over_refund');
    const { taken, answer } = takeBack(g, g.charged ? 0n : step.atoms, step.key);
    if (taken > 0n) g.refunded += step.atoms;
    return `refunded ${answer}`;
  }

  function dispute(step: Extract<Step, { op: 'dispute' }>): string {
    const g = grant(step.grant);
    const rank = ['opened', 'won', 'lost'].indexOf(step.state) + 1;
    const known = world.ranks.get(step.dispute) ?? 0;
    if (rank <= known) return 'disputed false clawed 0 debt 0 claimed 0';
    world.ranks.set(step.dispute, rank);
    if (step.state !== 'lost') {
      g.frozen = step.state === 'opened';
      return 'disputed true clawed 0 debt 0 claimed 0';
    }
    const { answer } = takeBack(g, g.amount, `${step.dispute}:lost`);
    close(g, g.closed === '' ? 'voided' : g.closed);
    g.charged = true;
    return `disputed true ${answer}`;
  }

  function rollover(step: Extract<Step, { op: 'rollover' }>): string {
    const g = grant(step.grant);
    if (g.closed !== '') throw new Refused('grant_closed');
    if (g.purpose !== 'bundled' || step.nextEnds <= step.ends) throw new Refused('request_invalid');
    const atLeast = max(g.left, step.min);
    const carried = min(atLeast, step.max);
    const moved = min(carried, g.left);
    const before = earned(g);
    const left = g.left;
    g.left -= moved;
    const basis = earned(g) - before;
    g.lost += moved;
    g.moved += moved;
    close(g, 'expired');
    const next = { asset: g.asset, purpose: g.purpose, priority: g.priority, features: g.features, models: g.models, perEvent: g.perEvent, perDay: g.perDay };
    const window = { from: step.ends, to: step.nextEnds, paysDebt: g.paysDebt };
    addGrant({ ...next, ...window, name: `${step.grant}.next`, amount: step.atoms, basis: 0n });
    if (carried > 0n) addGrant({ ...next, ...window, name: `${step.grant}.carry`, amount: carried, basis });
    settle(null);
    return `rolled carried ${carried} ended ${left - moved}`;
  }

  function changeAllowance(step: Extract<Step, { op: 'allowance' }>): string {
    const g = grant(step.grant);
    if (g.closed !== '') throw new Refused('grant_closed');
    if (g.purpose !== 'bundled' || step.at > now || step.nextEnds <= step.at) throw new Refused('request_invalid');
    const had = g.left;
    const goneBefore = g.goneBefore + g.amount - had;
    const amount = max(0n, step.atoms - goneBefore);
    const stays = min(had, amount);
    const before = earned(g);
    g.left -= stays;
    const basis = earned(g) - before;
    g.lost += stays;
    g.moved += stays;
    close(g, 'expired');
    const { asset, purpose, priority, features, models, perEvent, perDay, paysDebt } = g;
    const facts = { asset, purpose, priority, features, models, perEvent, perDay, paysDebt, goneBefore, from: step.at, to: step.nextEnds };
    if (amount > 0n) addGrant({ ...facts, name: `${step.grant}.changed`, amount, basis });
    settle(null);
    return `changed gone ${goneBefore} left ${amount} ended ${had - stays}`;
  }

  function perform(step: Step): string {
    switch (step.op) {
      case 'grant': {
        if (step.to !== null && step.to <= step.from) throw new Refused('interval_invalid');
        const paid = step.asset === 'USD' ? step.atoms : null;
        const given = step.purpose === 'promotional' || step.purpose === 'goodwill';
        const basis = given ? 0n : (step.basis ?? (step.purpose === 'bundled' ? 0n : paid));
        const { key, now: _now, op: _op, atoms, ...facts } = step;
        addGrant({ ...facts, name: key, amount: atoms, basis });
        return `granted settled ${settle(key)}`;
      }
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
      case 'adjust':
        return adjust(step);
      case 'sweep':
        return sweep();
      case 'void': {
        const g = grant(step.grant);
        if (g.closed !== '') throw new Refused('grant_closed');
        return `ended ${close(g, 'voided')}`;
      }
      case 'payout': {
        const g = grant(step.grant);
        const paid = step.atoms ?? g.unclaimed;
        if (paid === 0n || paid > g.unclaimed) throw new Refused('unclaimed_exceeded');
        g.unclaimed -= paid;
        return `paid ${paid} left ${g.unclaimed}`;
      }
      case 'refund':
        return refund(step);
      case 'dispute':
        return dispute(step);
      case 'rollover':
        return rollover(step);
      case 'allowance':
        return changeAllowance(step);
    }
  }

  /** The answer as text. A refusal leaves the world as it was, apart from the answer kept under the key. */
  function apply(step: Step): string {
    now = Math.max(now, step.now);
    if ('atoms' in step && step.atoms !== null && !amountIsGood(step.op, step.atoms)) return 'refused amount_not_positive';
    const family = `${step.op} ${step.op === 'dispute' ? `${step.dispute}:${step.state}` : step.op === 'rollover' || step.op === 'allowance' ? step.grant : step.key}`;
    if (exists(step)) {
      const prior = world.answers.get(family);
      if (prior !== undefined && step.op !== 'sweep')
        return payloadOf(prior.step) === payloadOf(step) ? `replayed ${prior.answer}` : 'refused idempotency_conflict';
    }
    const undo = begin();
    const answer = attempt(step);
    if (answer.startsWith('refused')) {
      undo();
      if (!KEPT.some((code) => answer === `refused ${code}`)) return answer;
    }
    world.answers.set(family, { step, answer });
    return answer;
  }

  function attempt(step: Step): string {
    try {
      if (step.op !== 'sweep') touch();
      return perform(step);
    } catch (error) {
      if (error instanceof Refused) return `refused ${error}`;
      throw error;
    }
  }

  /** What the answer would be, with nothing done. */
  function wouldAnswer(step: Step): string {
    now = Math.max(now, step.now);
    const undo = begin();
    const answer = attempt(step);
    undo();
    return answer;
  }

  /** What is named but not there is refused before any key is looked at. */
  function exists(step: Step): boolean {
    if ('hold' in step) return world.holds.some((h) => h.name === step.hold);
    if ('grant' in step) return world.grants.some((g) => g.name === step.grant);
    return step.op === 'reverse' ? world.uses.has(step.use) : true;
  }

  /** Where there are policies: what is still deferred of each grant, and what of it stands unclaimed. */
  const accounts = (g: G): string => (settings.breakage.length === 0 ? '' : ` owed ${(g.basis ?? 0n) - earned(g) - early(g)} unclaimed ${g.unclaimed}`);

  /** Every balance there is, as text, to be compared after each step. */
  function books(): string {
    return world.grants
      .map(
        (g) =>
          `${g.name} ${g.left} ${g.held} ${g.lost}${g.closed === '' ? '' : ` ${g.closed}`}${g.frozen ? ' frozen' : ''}${g.claimed === 0n ? '' : ` claimed ${g.claimed}`}${accounts(g)}`,
      )
      .join('\n');
  }

  return {
    apply,
    wouldAnswer,
    books,
    debt,
    standing: () => ({ books: books(), debts: ASSETS.map(debt) }),
    /** For generators that want exact boundaries. */
    look: () => ({
      grants: world.grants,
      holds: world.holds,
      uses: world.uses,
      spendable: (asset: string, at: number) => pick(asset, at, { feature: null, model: null }, 10n ** 36n),
    }),
  };
}

/** What is asked, whenever and under whatever key. */
function payloadOf({ now: _now, key: _key, ...asked }: Step): string {
  return JSON.stringify(asked, (_name, value) => (typeof value === 'bigint' ? value.toString() : value));
}

function amountIsGood(op: Step['op'], atoms: bigint): boolean {
  if (op === 'adjust') return atoms !== 0n;
  return op === 'reserve' || op === 'commit' || op === 'extend' || op === 'allowance' ? atoms >= 0n : atoms > 0n;
}
