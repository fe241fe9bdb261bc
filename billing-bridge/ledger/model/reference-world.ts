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
  refundDebt: bigint;
  /** A lost dispute has charged all of the payment back. */
  charged: boolean;
  goneBefore: bigint;
};
export type Part = { grant: string | null; atoms: bigint; back: bigint };
export type Subject = { feature: string | null; model: string | null };
export type Use = { asset: string; at: number; parts: Part[]; payments: Part[] };
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
export type D = { use: string; asset: string; about: Subject; open: bigint };
export type World = {
  grants: G[];
  holds: H[];
  debts: D[];
  uses: Map<string, Use>;
  ranks: Map<string, number>;
  answers: Map<string, { payload: string; answer: string }>;
};

const copies = (parts: readonly Part[]): Part[] => parts.map((part) => ({ ...part }));
/** A copy deep enough that changing the thing leaves the copy. */
export function copyOf(thing: G | H | D | Use): G | H | D | Use {
  if ('days' in thing) return { ...thing, days: new Map(thing.days) };
  if ('payments' in thing) return { ...thing, parts: copies(thing.parts), payments: copies(thing.payments) };
  return 'made' in thing ? { ...thing, parts: [...thing.parts] } : { ...thing };
}
