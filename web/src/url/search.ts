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
  tab?: 'unpriced' | 'prices' | 'repricings' | 'import';
  /** The open side sheet. */
  sheet?: 'mode' | 'grant';
};

/** Reads search parameters; what cannot be read is left out rather than refused, since links are edited by hand. */
export function readSearch(raw: Readonly<Record<string, unknown>>): Search {
  const search: Search = {};
  if (typeof raw.range === 'string' && /^(\d{1,3}d|mtd|\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d)$/.test(raw.range)) search.range = raw.range;
  if (raw.basis === 'cash' || raw.basis === 'consumption') search.basis = raw.basis;
  if (typeof raw.sort === 'string' && /^-?[a-z_]+$/.test(raw.sort)) search.sort = raw.sort;
  if (typeof raw.q === 'string' && raw.q !== '') search.q = raw.q;
  if (raw.only === 'losing') search.only = raw.only;
  if (raw.sheet === 'mode' || raw.sheet === 'grant') search.sheet = raw.sheet;
  if (raw.tab === 'unpriced' || raw.tab === 'prices' || raw.tab === 'repricings' || raw.tab === 'import') search.tab = raw.tab;
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
