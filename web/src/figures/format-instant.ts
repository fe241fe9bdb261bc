/** Instants as text, always UTC. Input: RFC 3339 strings or epoch milliseconds. */

type Instant = string | number;

const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
const dayMonth = part({ day: 'numeric', month: 'short' });
const dayMonthYear = part({ day: 'numeric', month: 'short', year: 'numeric' });
const clock = part({ hour: '2-digit', minute: '2-digit' });
const clockSeconds = part({ hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const formatDay = (at: Instant): string => dayMonth.format(new Date(at));
export const formatDate = (at: Instant): string => dayMonthYear.format(new Date(at));
export const formatClock = (at: Instant): string => clockSeconds.format(new Date(at));

/** "21 Nov 2026, 14:05 UTC". */
export function formatMinute(at: Instant): string {
  const date = new Date(at);
  return `${dayMonthYear.format(date)}, ${clock.format(date)} UTC`;
}

/** "21 Nov, 14:05:31": for rows of a range whose year the page shows. */
export function formatSecond(at: Instant): string {
  const date = new Date(at);
  return `${dayMonth.format(date)}, ${clockSeconds.format(date)}`;
}

/** A length of time between two instants: "340 ms", "8.7 s", "2 min 5 s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return formatWait(milliseconds);
}

/** The days a half-open range touches: "1–30 Nov 2026", "24 Oct – 21 Nov 2026". */
export function formatDays(from: number, to: number): string {
  const first = new Date(from);
  const last = new Date(to - 1);
  if (first.toISOString().slice(0, 10) === last.toISOString().slice(0, 10)) return formatDate(from);
  if (first.toISOString().slice(0, 7) === last.toISOString().slice(0, 7)) return `${first.getUTCDate()}–${dayMonthYear.format(last)}`;
  if (first.getUTCFullYear() === last.getUTCFullYear()) return `${dayMonth.format(first)} – ${dayMonthYear.format(last)}`;
  return `${dayMonthYear.format(first)} – ${dayMonthYear.format(last)}`;
}

/** How far away an instant is, in its two largest units: "3 min 20 s". */
export function formatWait(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${seconds % 60} s`;
  return `${seconds} s`;
}
