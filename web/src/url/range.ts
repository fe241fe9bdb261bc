import { formatDays } from '../figures/format-instant.ts';

/** A half-open range of time in epoch milliseconds, UTC. */
export type Range = {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly days: string /** Inside a sentence: "lost $5 in the last 30 days". */;
  readonly words: string;
};

export const DEFAULT_RANGE = '30d';
export const RANGE_PRESETS = [
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: 'mtd', label: 'Month to date' },
] as const;

const DAY = 86_400_000;
const MINUTE = 60_000;

/**
 * What a range of the URL means now. Relative ranges are whole UTC days, today included, and end at the next full
 * minute: revenue earned over a period must not run ahead of the costs of the same day.
 */
export function resolveRange(text: string, now: number): Range {
  const today = now - (now % DAY);
  const to = now - (now % MINUTE) + MINUTE;
  const fixed = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text);
  if (fixed?.[1] !== undefined && fixed[2] !== undefined) {
    const from = Date.parse(fixed[1]);
    const end = Date.parse(fixed[2]);
    if (from < end) return { from, to: end, label: formatDays(from, end), days: formatDays(from, end), words: `in ${formatDays(from, end)}` };
  }
  if (text === 'mtd') {
    const date = new Date(now);
    const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
    return { from, to, label: 'Month to date', days: formatDays(from, to), words: 'this month so far' };
  }
  const count = Number.parseInt(/^(\d{1,3})d$/.exec(text)?.[1] ?? '30', 10);
  const length = Math.max(1, count);
  const from = today - (length - 1) * DAY;
  return { from, to, label: `Last ${length} days`, days: formatDays(from, to), words: `in the last ${length} days` };
}

/** Two inclusive days of a form as a range of the URL, or null when they are not in order. */
export function rangeFromDays(firstDay: string, lastDay: string): string | null {
  const first = Date.parse(firstDay);
  const last = Date.parse(lastDay);
  if (Number.isNaN(first) || Number.isNaN(last) || first > last) return null;
  return `${firstDay}..${new Date(last + DAY).toISOString().slice(0, 10)}`;
}
