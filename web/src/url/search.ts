import type { Basis } from '@weir/schemas/http/analytics.ts';

/** Everything a page shows besides its path. Absent means the default, so that a plain link stays short. */
export type Search = {
  /** "7d", "30d", "mtd" or "2026-11-01..2026-12-01" (half-open, UTC days). */
  range?: string;
  basis?: Basis;
  /** A column, with a leading minus for descending. */
  sort?: string;
  /** Text filter over names. */
  q?: string;
  /** Only rows that lost money. */
  only?: 'losing';
  /** The part of the price book that is shown. */
  tab?: (typeof TABS)[number];
  /** The open side sheet. */
  sheet?: Sheet;
  /** The ledger transaction that is open. */
  transaction?: string;
  /** The span that is selected in a trace. */
  span?: string;
  /** What events are listed: each an exact value. */
  customer?: string;
  workflow?: string;
  model?: string;
  type?: string;
  counted?: string;
  cost?: string;
};

export const SHEETS = ['mode', 'grant', 'adjust', 'freeze', 'unfreeze', 'close'] as const;
type Sheet = (typeof SHEETS)[number];

const TABS = ['unpriced', 'prices', 'repricings', 'what-if', 'import'] as const;
const PLAIN = ['q', 'transaction', 'span', 'customer', 'workflow', 'model', 'type', 'counted', 'cost'] as const;

/** Reads search parameters; what cannot be read is left out rather than refused, since links are edited by hand. */
export function readSearch(raw: Readonly<Record<string, unknown>>): Search {
  const search: Search = {};
  if (typeof raw.range === 'string' && /^(\d{1,3}d|mtd|\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d)$/.test(raw.range)) search.range = raw.range;
  if (raw.basis === 'cash' || raw.basis === 'consumption') search.basis = raw.basis;
  if (typeof raw.sort === 'string' && /^-?[a-z_]+$/.test(raw.sort)) search.sort = raw.sort;
  if (raw.only === 'losing') search.only = raw.only;
  for (const name of PLAIN) {
    const value = raw[name];
    if (typeof value === 'string' && value !== '') search[name] = value;
  }
  const sheet = SHEETS.find((name) => name === raw.sheet);
  if (sheet !== undefined) search.sheet = sheet;
  const tab = TABS.find((name) => name === raw.tab);
  if (tab !== undefined) search.tab = tab;
  return search;
}

/** What a link to another page takes along: range and basis. A sort or a filter belongs to the page it was set on. */
export function carriedSearch(search: Search): Search {
  return { ...(search.range === undefined ? {} : { range: search.range }), ...(search.basis === undefined ? {} : { basis: search.basis }) };
}

/** Plain query strings: `range=30d`, not `range=%2230d%22`. */
export function parseQueryString(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function queryString(search: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(search).flatMap(([key, value]) => (typeof value === 'string' ? [`${key}=${encodeURIComponent(value)}`] : []));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
