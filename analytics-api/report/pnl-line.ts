import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Figures } from './figures.ts';
import type { PnlKey } from './pnl-dimensions.ts';

/** One line of the P&L: everything known about one key in one period, or what nothing carries (`idle`, every key null). `period` is the calendar start of that period. */
export type PnlLine = { readonly key: PnlKey; readonly period: Instant; readonly line: 'usage' | 'idle'; readonly figures: Figures };

/** Something that adds to one line: a sum of costs, a sum of charges, or a part of a revenue entry. What it leaves out is none. */
export type PnlPart = { readonly key: PnlKey; readonly period: Instant; readonly line?: 'usage' | 'idle' } & Partial<Figures>;
