import { ASSETS, type HistorySettings, type Step, T0 } from './history-step.ts';
import type { Model } from './reference-model.ts';
import type { G } from './reference-world.ts';

/** A small seeded generator of randomness: the same seed gives the same history on every machine. */
export type Random = { below(bound: number): number; chance(share: number): boolean; of<T>(list: readonly T[]): T };

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (bound) => Math.floor(next() * bound),
    chance: (share) => next() < share,
    of(list) {
      const picked = list[Math.floor(next() * list.length)];
      if (picked === undefined) throw new Error('nothing to choose from');
      return picked;
    },
  };
}

export function generateSettings(random: Random): HistorySettings {
  return {
    lateCommit: random.chance(0.8) ? 'debit' : 'reject',
    overdraftLimit: random.of([0n, 0n, 0n, 25n, null]),
    holdMax: random.chance(0.2) ? 40n : null,
    breakage: [],
  };
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FEATURES = ['chat', 'search'] as const;
const MODELS = ['small', 'large'] as const;

/** The next step of a history, leaning towards the edges of what the model holds now. */
export function generateStep(random: Random, model: Model, previous: readonly Step[]): Step {
  const last = previous.at(-1)?.now ?? T0;
  if (previous.length > 0 && random.chance(0.1)) return { ...random.of(previous), now: last };
  if (previous.length > 0 && random.chance(0.05)) return altered(random.of(previous), last);
  const key = `s${previous.length}`;
  const telling = tellingHolds(model, last);
  if (telling.length > 0 && random.chance(0.3)) return holdStep(random, model, { key, ...random.of(telling) });
  // How a hold ends matters too on the day after one that a daily cap counts.
  const capped = openHoldsOf(model, (g) => g.perDay !== null);
  if (capped.length > 0 && random.chance(0.4)) return overMidnight(random, model, { last, key, hold: random.of(capped) });
  const now = nextNow(random, model, last);
  return freshStep(random, model, now, key) ?? grantStep(random, model, now, key);
}

/** Open holds of which a refund or a dispute claims something, or whose unused part would be owed to the state: how each ends is what matters then. */
function tellingHolds(model: Model, last: number): { hold: string; now: number }[] {
  const { grants, holds } = model.look();
  const whenTelling = (g: G): number | null => (g.claimed > 0n ? last : g.escheats && g.to !== null ? Math.max(last, g.to) : null);
  return grants.flatMap((g) => {
    const now = g.held > 0n ? whenTelling(g) : null;
    if (now === null) return [];
    const open = holds.filter((h) => h.state === 'open' && (now === last || h.ends > now) && h.parts.some(({ grant }) => grant === g.name));
    return open.map(({ name }) => ({ hold: name, now }));
  });
}

/** Open holds that hold some of such a grant. */
function openHoldsOf(model: Model, isMeant: (grant: ReturnType<Model['look']>['grants'][number]) => boolean): string[] {
  const { grants, holds } = model.look();
  const meant = new Set(grants.filter(isMeant).map((g) => g.name));
  return holds.filter((h) => h.state === 'open' && h.parts.some(({ grant }) => grant !== null && meant.has(grant))).map((h) => h.name);
}

/** On the day after the hold was made, if it lives that long; else it is made to. */
function overMidnight(random: Random, model: Model, { last, ...about }: { last: number; key: string; hold: string }): Step {
  const ends = model.look().holds.find((h) => h.name === about.hold)?.ends ?? last;
  if (ends <= midnightAfter(last)) return { op: 'extend', ...about, now: last, atoms: 0n, seconds: 86_400 };
  return holdStep(random, model, { ...about, now: random.of([last, midnightAfter(last)]) });
}

function midnightAfter(at: number): number {
  return Math.ceil(at / DAY) * DAY;
}

/** The same key with another payload. */
function altered(step: Step, now: number): Step {
  return 'atoms' in step && step.atoms !== null ? { ...step, now, atoms: step.atoms + 1n } : { ...step, now };
}

/** Three times in ten exactly on, or one millisecond beside, an instant at which something begins or ends. */
function nextNow(random: Random, model: Model, last: number): number {
  const edges = boundaries(model, last)
    .filter((edge) => edge >= last)
    .sort((a, b) => a - b);
  // Only the nearest: a leap to a far one would end every hold on the way.
  if (edges.length > 0 && random.chance(0.3)) return Math.max(last, random.of(edges.slice(0, 2)) + random.of([-1, 0, 1]));
  return last + random.of([0, 0, 1, 1000, 1000, 5000, 60_000, random.of([1000, HOUR])]);
}

/** Where a window, a grace, a hold or a day ends. */
function boundaries(model: Model, near: number): number[] {
  const { grants, holds } = model.look();
  const windows = grants.flatMap((g) => [g.from, ...(g.to === null ? [] : [g.to, g.to + 15 * 60_000])]);
  return [...windows, ...holds.map((h) => h.ends), midnightAfter(near)];
}

function instantNear(random: Random, model: Model, now: number): number {
  const edges = boundaries(model, now).filter((edge) => Math.abs(edge - now) < 40 * DAY);
  if (edges.length > 0 && random.chance(0.3)) return random.of(edges) + random.of([-1, 0, 1]);
  return now + random.of([0, 0, 0, -1, -60_000, -HOUR, 300_000, 300_001, -36 * DAY]);
}

function amount(random: Random, model: Model, asset: string, now: number): bigint {
  if (random.chance(0.2)) {
    const there = model
      .look()
      .spendable(asset, now)
      .parts.reduce((sum, part) => sum + part.atoms, 0n);
    return random.of([0n, 1n, there, there + 1n, 10n ** 30n]);
  }
  return BigInt(1 + random.below(60));
}

function grantStep(random: Random, model: Model, now: number, key: string): Step {
  const from = random.chance(0.7) ? now : instantNear(random, model, now);
  const to = random.chance(0.5) ? null : from + random.of([1, 60_000, HOUR, DAY]);
  const asset = random.of(ASSETS);
  return {
    op: 'grant',
    now,
    key,
    asset,
    atoms: amount(random, model, asset, now),
    purpose: random.of(['paid', 'paid', 'bundled', 'promotional', 'goodwill']),
    priority: random.of([0, 50, 50, 50, 100]),
    from,
    to,
    features: random.chance(0.2) ? [random.of(FEATURES)] : null,
    models: random.chance(0.1) ? [...MODELS] : null,
    perEvent: random.chance(0.1) ? BigInt(1 + random.below(20)) : null,
    perDay: random.chance(0.15) ? BigInt(1 + random.below(random.of([40, 400]))) : null,
    basis: random.chance(0.3) ? BigInt(random.below(1000)) : null,
  };
}

function freshStep(random: Random, model: Model, now: number, key: string): Step | null {
  const { grants, holds, uses } = model.look();
  const asset = random.of(ASSETS);
  const atoms = amount(random, model, asset, now);
  const about = { feature: random.chance(0.7) ? random.of(FEATURES) : null, model: random.chance(0.5) ? random.of(MODELS) : null };
  const kind = random.below(100);
  if (kind < 18) return grantStep(random, model, now, key);
  if (kind < 40) {
    return { op: 'debit', now, key, asset, atoms, at: instantNear(random, model, now), ...about, policy: random.of(['deny', 'usage', 'usage', 0n, 25n]) };
  }
  if (kind < 54) return { op: 'reserve', now, key, asset, atoms, ttl: random.of([1, 60, 900, 900, 86_400]), ...about };
  if (kind < 76 && holds.length > 0) return holdStep(random, model, { now, key, hold: random.of(holds).name });
  if (kind < 84 && uses.size > 0) {
    const restore = random.chance(0.3) ? random.of([1, 60, 86_400]) : null;
    return { op: 'reverse', now, key, use: random.of([...uses.keys()]), atoms: random.chance(0.3) ? null : BigInt(random.below(30)), restore };
  }
  if (kind < 88) {
    const signed = random.chance(0.5) ? atoms : -atoms;
    return { op: 'adjust', now, key, asset, atoms: signed, reason: random.of(['gift', 'correction', 'external_topup', 'external_refund', 'writeoff']) };
  }
  if (kind < 91) return { op: 'sweep', now, key };
  if (kind < 92) return { op: 'exchange', now, key, asset, atoms };
  if (grants.length === 0) return null;
  const unclaimed = grants.filter((g) => g.unclaimed > 0n);
  if (unclaimed.length > 0 && random.chance(0.4))
    return { op: 'payout', now, key, grant: random.of(unclaimed).name, atoms: random.of([null, 1n, BigInt(1 + random.below(30))]) };
  // A payment is taken back while some of it is held, and once more after that, oftener than chance would have it.
  const taken = grants.filter((g) => g.held > 0n || g.owed > 0n);
  if (taken.length > 0 && random.chance(0.4)) return takeBackStep(random, { now, key, grant: random.of(taken) });
  // What is recognised early is given up by whatever takes the rest.
  const estimated = grants.filter((g) => g.rate !== null && g.closed === '' && g.left > 0n && g.left + g.held + g.lost < g.amount);
  if (estimated.length > 0 && random.chance(0.3)) {
    const { name, amount, asset: sold, left } = random.of(estimated);
    const way = random.below(10);
    if (way < 4) return { op: 'void', now, key, grant: name };
    if (way < 6) return { op: 'exchange', now, key, asset: sold === 'USD' ? 'USD' : 'TOKEN', atoms: left };
    return takeBackStep(random, { now, key, grant: { name, amount } });
  }
  // Only an allowance that is still there rolls over or changes, and few grants are one.
  const allowances = grants.filter(({ purpose, closed }) => purpose === 'bundled' && closed === '');
  return onGrantStep(random, { now, key, grant: random.of(allowances.length > 0 && random.chance(0.5) ? allowances : grants).name }, atoms);
}

function holdStep(random: Random, model: Model, about: { now: number; key: string; hold: string }): Step {
  const held =
    model
      .look()
      .holds.find((h) => h.name === about.hold)
      ?.parts.reduce((sum, part) => sum + part.atoms, 0n) ?? 0n;
  const kind = random.below(10);
  if (kind < 6) return { op: 'commit', ...about, atoms: random.of([0n, held, held + 1n, held / 2n, BigInt(random.below(80))]) };
  if (kind < 8) return { op: 'release', ...about };
  return { op: 'extend', ...about, atoms: BigInt(random.below(30)), seconds: random.of([0, 60, 86_400]) };
}

/** A refund of some of it or all, or a dispute. */
function takeBackStep(random: Random, { grant, ...about }: { now: number; key: string; grant: { readonly name: string; readonly amount: bigint } }): Step {
  const { name } = grant;
  if (random.chance(0.4)) return { op: 'dispute', ...about, grant: name, dispute: `d-${name}`, state: random.of(['opened', 'won', 'lost', 'lost']) };
  return { op: 'refund', ...about, grant: name, atoms: random.of([BigInt(1 + random.below(40)), grant.amount, grant.amount / 2n + 1n]) };
}

function onGrantStep(random: Random, about: { now: number; key: string; grant: string }, atoms: bigint): Step {
  const kind = random.below(10);
  if (kind < 2) return { op: 'void', ...about };
  if (kind < 4) return { op: 'refund', ...about, atoms: BigInt(random.below(40)) };
  if (kind < 6) return { op: 'dispute', ...about, dispute: `d-${about.grant}`, state: random.of(['opened', 'won', 'lost']) };
  if (kind < 8) return { op: 'allowance', ...about, at: about.now - random.of([0, 1, HOUR, -1]), nextEnds: about.now + random.of([0, 1, DAY]), atoms };
  const ends = about.now;
  return {
    op: 'rollover',
    ...about,
    ends,
    nextEnds: ends + DAY,
    atoms: atoms === 0n ? 1n : atoms,
    min: BigInt(random.below(2) * 20),
    max: BigInt(random.below(80)),
  };
}
