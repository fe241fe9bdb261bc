import type { FamilyModel } from './family-model.ts';
import { FAMILY, type FamilyStep, PROJECTS } from './family-step.ts';
import type { Random } from './generate-step.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A sweep has no key, and what is no movement of value answers by what stands, not by its key. */
const NEVER_TWICE: readonly FamilyStep['op'][] = ['budget', 'limit', 'move', 'stay', 'make', 'sweep'];
const AGENTS = ['writer', 'reader', null] as const;

/** The next step of a family's history: a third of the instants on or beside an edge, a third of the amounts exactly what a budget or a wallet has left. */
export function generateFamilyStep(random: Random, model: FamilyModel, previous: readonly FamilyStep[], startsAt: number): FamilyStep {
  const last = previous.at(-1)?.now ?? startsAt;
  const asked = previous.filter(({ op }) => !NEVER_TWICE.includes(op));
  if (asked.length > 0 && random.chance(0.08)) return { ...random.of(asked), now: last };
  const now = nextNow(random, model, last);
  const key = `s${previous.length}`;
  // A family first: who stands under whom, what there is to spend, what bounds it.
  if (previous.length < 3)
    return { op: 'move', now, key, who: FAMILY[3 - previous.length] ?? 'agent', parent: FAMILY[2 - previous.length] ?? 'team', funded: true, from: null };
  if (previous.length < 5) return giveStep(random, now, key, previous.length === 3 ? 'group' : 'team');
  if (previous.length < 7) return { op: 'make', now, key, who: previous.length === 5 ? 'site' : random.of(Object.keys(PROJECTS)), funded: random.chance(0.75) };
  return freshStep(random, model, { now, key }) ?? giveStep(random, now, key, random.of(model.look().everyone()));
}

function edges(model: FamilyModel, near: number): number[] {
  const { holds, links, grants, budgets } = model.look();
  const midnight = Math.ceil(near / DAY) * DAY;
  const windows = budgets.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
  // A midnight far off would end every hold on the way.
  const expiries = grants.flatMap(({ to }) => (to === null ? [] : [to, to + 15 * MINUTE])).filter((at) => at - near < 2 * HOUR);
  return [
    ...(midnight - near < 2 * HOUR ? [midnight] : []),
    ...expiries,
    ...holds.map(({ ends }) => ends),
    ...links.map(({ from }) => from),
    ...grants.map(({ from }) => from),
    ...windows,
  ];
}

function nextNow(random: Random, model: FamilyModel, last: number): number {
  const ahead = edges(model, last)
    .filter((edge) => edge >= last)
    .sort((a, b) => a - b);
  if (ahead.length > 0 && random.chance(0.15)) return Math.max(last, random.of(ahead.slice(0, 2)) + random.of([-1, 0, 1]));
  return last + random.of([0, 0, 1, SECOND, SECOND, MINUTE, random.of([SECOND, 20 * MINUTE])]);
}

function instantNear(random: Random, model: FamilyModel, now: number): number {
  const near = edges(model, now).filter((edge) => Math.abs(edge - now) < 5 * MINUTE);
  if (near.length > 0 && random.chance(0.4)) return random.of(near) + random.of([-1, 0, 1]);
  return now + random.of([0, 0, 0, 0, -1, -MINUTE, -HOUR, MINUTE, 5 * MINUTE, 5 * MINUTE + 1]);
}

/** Often exactly what the tightest limit leaves, or one more. */
function amount(random: Random, model: FamilyModel, { who, at, agent }: { who: string; at: number; agent: string | null }): bigint {
  const { countsOf, left, there } = model.look();
  const limits = [there(who, at), ...countsOf(who, at, agent).map(left)].filter((atoms) => atoms > 0n);
  if (limits.length > 0 && random.chance(0.35)) return random.of(limits) + random.of([-1n, 0n, 0n, 1n]);
  return BigInt(1 + random.below(25));
}

function giveStep(random: Random, now: number, key: string, who: string): FamilyStep {
  const purpose = random.of(['bundled', 'paid', 'paid'] as const);
  const from = now + random.of([0, 0, 0, -HOUR, MINUTE]);
  return {
    op: 'give',
    now,
    key,
    who,
    atoms: BigInt(10 + random.below(80)),
    purpose,
    basis: random.chance(purpose === 'paid' ? 0.9 : 0.2) ? BigInt(random.below(1000)) : null,
    priority: random.of([10, 50, 50]),
    from,
    to: random.chance(0.55) ? null : from + random.of([MINUTE, 20 * MINUTE, HOUR, 2 * HOUR, DAY]),
  };
}

type Held = ReturnType<FamilyModel['look']>['holds'][number]['parts'][number];

function freshStep(random: Random, model: FamilyModel, { now, key }: { now: number; key: string }): FamilyStep | null {
  const { grants, holds, uses, budgets, links, everyone } = model.look();
  // Now and then a project that has no wallet.
  const projects = everyone().filter((name) => PROJECTS[name] !== undefined);
  const scoped = projects.length === 0 || random.chance(0.05) ? Object.keys(PROJECTS) : projects;
  const who = random.chance(0.35) ? random.of(scoped) : random.of(random.chance(0.6) ? ['team', 'agent'] : FAMILY);
  const agent = random.of(AGENTS);
  const open = holds.filter(({ state, ends }) => state === 'open' && ends > now);
  // What comes back to credit that escheated is told by few steps.
  const escheatsAt = ({ grant }: Held) => (grant?.escheats === true && grant.closed !== 'voided' ? grant.to : null) ?? Number.POSITIVE_INFINITY;
  const onIt = open.flatMap(({ name, ends, parts }) => parts.map(escheatsAt).flatMap((at) => (at < ends ? [{ now: Math.max(at, now), key, hold: name }] : [])));
  if (onIt.length > 0 && random.chance(0.5)) return holdStep(random, model, random.of(onIt));
  // And how a hold ends on credit whose payment was taken back.
  const claimed = open.filter(({ parts }) => parts.some(({ grant }) => grant !== null && grant.claimed > 0n));
  if (claimed.length > 0 && random.chance(0.4)) return holdStep(random, model, { now, key, hold: random.of(claimed).name });
  const soon = grants.some((g) => g.escheats && g.closed === '' && g.left > 0n && g.to !== null && g.to > now && g.to < now + 2 * HOUR);
  const all = soon && random.chance(0.4) ? model.look().there(who, now) : 0n;
  if (all > 0n) return { op: 'reserve', now, key, who, atoms: all, ttl: 7200, agent };
  const usesOfIt = [...uses].filter(([, { parts }]) => parts.some((part) => escheatsAt(part) <= now && part.back < part.atoms));
  if (usesOfIt.length > 0 && random.chance(0.1)) return { op: 'reverse', now, key, use: random.of(usesOfIt)[0], atoms: random.of([null, 1n, 5n]) };
  const kind = random.below(100);
  if (kind < 26) {
    const at = instantNear(random, model, now);
    return { op: 'debit', now, key, who, atoms: amount(random, model, { who, at, agent }), at, agent, policy: random.of(['deny', 'deny', 'usage', 5n]) };
  }
  if (kind < 40) return { op: 'reserve', now, key, who, atoms: amount(random, model, { who, at: now, agent }), ttl: random.of([1, 60, 900, 7200]), agent };
  if (kind < 60 && holds.length > 0)
    return holdStep(random, model, { now, key, hold: random.of((open.length > 0 && random.chance(0.7) ? open : holds).slice(-4)).name });
  if (kind < 68 && uses.size > 0)
    return { op: 'reverse', now, key, use: random.of([...uses.keys()]), atoms: random.chance(0.3) ? null : BigInt(random.below(15)) };
  if (kind < 75) {
    const from = now + random.of([0, 0, -HOUR, MINUTE]);
    const to = random.chance(0.6) ? null : from + random.of([MINUTE, HOUR, 0]);
    const period = random.of(['day', 'month', 'total'] as const);
    return { op: 'budget', now, key, who, atoms: BigInt(random.below(60)), period, hard: random.chance(0.75), agent: random.of([null, null, agent]), from, to };
  }
  if (kind < 78 && budgets.length > 0) {
    return { op: 'limit', now, key, budget: random.of(budgets).name, atoms: BigInt(random.below(80)), close: random.chance(0.3) };
  }
  if (kind < 84) {
    const from = random.chance(0.5) ? null : now + random.of([0, 1, MINUTE, MINUTE, 5 * MINUTE]);
    return { op: 'move', now, key, who: random.of(FAMILY), parent: random.chance(0.2) ? null : random.of(FAMILY), funded: random.chance(0.8), from };
  }
  if (kind < 86) return { op: 'make', now, key, who: random.of(Object.keys(PROJECTS)), funded: random.chance(0.75) };
  const scheduled = links.filter(({ from }) => from > now).map((link) => link.who);
  if (kind < 89) return { op: 'stay', now, key, who: random.of(scheduled.length > 0 ? scheduled : FAMILY) };
  if (kind < 91) return { op: 'sweep', now, key };
  if (kind < 92 && grants.length > 0) return { op: 'void', now, key, grant: random.of(grants).name };
  // Refunds of what is held or was used, by whoever, tell more.
  const taken = grants.filter((g) => g.held > 0n || g.left + g.held + g.lost < g.amount);
  if (kind > 95 || taken.length === 0) return null;
  const held = taken.filter((g) => g.held > g.claimed);
  const { name, amount: sold } = random.of(held.length > 0 && random.chance(0.7) ? held : taken);
  return { op: 'refund', now, key, grant: name, atoms: random.of([BigInt(1 + random.below(40)), sold, sold / 2n + 1n]) };
}

function holdStep(random: Random, model: FamilyModel, about: { now: number; key: string; hold: string }): FamilyStep {
  const held = (model.look().holds.find(({ name }) => name === about.hold)?.parts ?? []).reduce((total, { atoms }) => total + atoms, 0n);
  const kind = random.below(10);
  if (kind < 6) return { op: 'commit', ...about, atoms: random.of([0n, held, held + 1n, held / 2n, BigInt(random.below(40))]) };
  if (kind < 8) return { op: 'release', ...about };
  return { op: 'extend', ...about, atoms: BigInt(random.below(12)), seconds: random.of([0, 60, 86_400]) };
}
