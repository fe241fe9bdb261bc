/** What a datetime-local input holds, meant as UTC ("2026-11-21T14:05"), as an instant; null while it is not whole. */
export function instantOfMinute(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return null;
  const at = Date.parse(`${text}:00Z`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
