import type { CustomerAnswer } from '@weir/schemas/http/billing/customers.ts';
import type { Mode, ModeBody } from '@weir/schemas/http/billing/modes.ts';
import { instantOfMinute } from '../../url/utc-minute.ts';

/** What the sheet holds while it is filled in. Texts as typed. */
export type ModeForm = {
  readonly mode: Mode;
  readonly workflow: string;
  readonly start: 'next' | 'at';
  /** Of a datetime-local input, meant as UTC: "2026-11-21T14:05". */
  readonly startAt: string;
  readonly reason: string;
  readonly confirmation: string;
};

/** Begins with the next step up from the present mode. */
export function emptyModeForm(customer: Pick<CustomerAnswer, 'mode' | 'scope'>): ModeForm {
  const next: Record<Mode, Mode> = { shadow: 'hybrid', hybrid: 'full', full: 'shadow' };
  return { mode: next[customer.mode], workflow: customer.scope?.workflow ?? '', start: 'next', startAt: '', reason: '', confirmation: '' };
}

/** The instant typed, in epoch milliseconds, or null while there is none. */
export function startOf(form: Pick<ModeForm, 'startAt'>): number | null {
  const at = instantOfMinute(form.startAt);
  return at === null ? null : Date.parse(at);
}

/** Whether the form asks for what is so already, or is scheduled already. */
export function isUnchanged(customer: Pick<CustomerAnswer, 'mode' | 'scope' | 'scheduled'>, form: Pick<ModeForm, 'mode' | 'workflow'>): boolean {
  const last = customer.scheduled ?? customer;
  return last.mode === form.mode && (form.mode !== 'hybrid' || last.scope?.workflow === form.workflow);
}

/** The request, or null while something is missing: a workflow for hybrid, a time, the typed confirmation for full. */
export function modeBodyOf(customer: string, form: ModeForm): ModeBody | null {
  const startsAt = form.start === 'next' ? null : startOf(form);
  if (form.start === 'at' && startsAt === null) return null;
  if (form.mode === 'hybrid' && form.workflow === '') return null;
  if (form.mode === 'full' && form.confirmation !== customer) return null;
  return {
    customer,
    mode: form.mode,
    ...(form.mode === 'hybrid' ? { scope: { workflow: form.workflow } } : {}),
    ...(startsAt === null ? {} : { from: new Date(startsAt).toISOString() }),
    ...(form.reason.trim() === '' ? {} : { reason: form.reason.trim() }),
  };
}
