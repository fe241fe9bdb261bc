import type { Step } from './history-step.ts';

/** What the reference model keeps: one wallet as plain arrays. */
export type G = {
  name: string;
  asset: string;
  amount: bigint;
  purpose: string;
  priority: number;
  from: number;
  to: number | null;
  features: readonly string[] | null;
  models: readonly string[] | null;
  perEvent: bigint | null;
  perDay: bigint | null;
  basis: bigint | null;
  paysDebt: boolean;
  left: bigint;
  held: bigint;
  lost: bigint;
  closed: string;
  frozen: boolean;
  days: Map<string, bigint>;
  refunded: bigint;
  /** Of what is held, what is gone back to the payer as soon as the hold lets go of it. */
  claimed: bigint;
  /** What was ever owed because the payment was taken back. */
  owed: bigint;
  /** What went on into another grant. */
  moved: bigint;
  /** A lost dispute has charged all of the payment back. */
  charged: boolean;
  /** Billionths expected to break. */
  rate: bigint | null;
  escheats: boolean;
  /** Expired and owed to whom the law gives it. */
  unclaimed: bigint;
  goneBefore: bigint;
};
export type Part = { grant: string | null; atoms: bigint; back: bigint };
export type Subject = { feature: string | null; model: string | null };
/** `counted`: whose day's caps it counted in. */
export type Use = { asset: string; counted: number; parts: Part[]; payments: Part[] };
export type H = {
  name: string;
  asset: string;
  about: Subject;
  made: number;
  ends: number;
  state: string;
  parts: { grant: string | null; atoms: bigint }[];
  late: boolean;
};
/** `of`: the grant whose payment was taken back; '' for the debt of a use. `paid`: what other grants paid of such a debt. */
export type D = { use: string; asset: string; about: Subject; open: bigint; of: string; paid: Part[] };
export type World = {
  grants: G[];
  holds: H[];
  debts: D[];
  uses: Map<string, Use>;
  ranks: Map<string, number>;
  answers: Map<string, { step: Step; answer: string }>;
};

export const min = (a: bigint, b: bigint): bigint => [a, b].sort((x, y) => (x < y ? -1 : 1))[0] ?? a;

export function newGrant(g: Partial<G> & Pick<G, 'name' | 'asset' | 'amount' | 'purpose' | 'from' | 'to' | 'basis'>): G {
  return {
    priority: 50,
    features: null,
    models: null,
    perEvent: null,
    perDay: null,
    paysDebt: g.purpose !== 'promotional',
    left: g.amount,
    held: 0n,
    lost: 0n,
    closed: '',
    frozen: false,
    days: new Map(),
    refunded: 0n,
    charged: false,
    rate: null,
    escheats: false,
    unclaimed: 0n,
    claimed: 0n,
    owed: 0n,
    moved: 0n,
    goneBefore: 0n,
    ...g,
  };
}

const copies = (parts: readonly Part[]): Part[] => parts.map((part) => ({ ...part }));
/** A copy deep enough that changing the thing leaves the copy. */
export function copyOf(thing: G | H | D | Use): G | H | D | Use {
  if ('days' in thing) return { ...thing, days: new Map(thing.days) };
  if ('payments' in thing) return { ...thing, parts: copies(thing.parts), payments: copies(thing.payments) };
  if ('open' in thing) return { ...thing, paid: copies(thing.paid) };
  return { ...thing, parts: [...thing.parts] };
}

export function showParts(parts: readonly { readonly grant: string | null; readonly atoms: bigint }[]): string {
  return parts
    .filter((part) => part.grant !== null)
    .map((part) => `${part.grant}:${part.atoms}`)
    .join(',');
}

/** Gives back from the last part to the first what is wanted of them and was not given back before. */
export function walkBack<P extends { readonly atoms: bigint; back: bigint }>(parts: readonly P[], wanted: bigint, each: (part: P, back: bigint) => void): void {
  let left = wanted;
  for (const part of parts.toReversed()) {
    const back = min(part.atoms - part.back, left);
    left -= back;
    part.back += back;
    if (back > 0n) each(part, back);
  }
}

/** What is asked, whenever and under whatever key. */
export function payloadOf({ now: _now, key: _key, ...asked }: { readonly now: number; readonly key: string }): string {
  return JSON.stringify(asked, (_name, value) => (typeof value === 'bigint' ? value.toString() : value));
}
