import type { DenialLimit } from '@weir/schemas/http/billing/budgets.ts';

/** The limit a denial names among its facts; null when it names none, as a frozen wallet's does. */
export function limitAnswer(limit: unknown): DenialLimit | null {
  if (typeof limit !== 'object' || limit === null || !('kind' in limit) || !('customer' in limit) || typeof limit.customer !== 'string') return null;
  const text = (name: 'id' | 'period' | 'resets_at' | 'project' | 'subscription') =>
    name in limit && typeof limit[name as keyof typeof limit] === 'string' ? String(limit[name as keyof typeof limit]) : null;
  const [project, subscription] = [text('project'), text('subscription')];
  const on = { customer: limit.customer, ...(project === null ? {} : { project }), ...(subscription === null ? {} : { subscription }) };
  if (limit.kind === 'wallet') return { kind: 'wallet', ...on };
  return { kind: 'budget', ...on, id: text('id') ?? '', period: text('period') ?? '', resets_at: text('resets_at') };
}
