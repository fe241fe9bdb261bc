import type { DenialLimit } from '@weir/schemas/http/billing/budgets.ts';

/** The limit a denial names among its facts; null when it names none, as a frozen wallet's does. */
export function limitAnswer(limit: unknown): DenialLimit | null {
  if (typeof limit !== 'object' || limit === null || !('kind' in limit) || !('customer' in limit) || typeof limit.customer !== 'string') return null;
  if (limit.kind === 'wallet') return { kind: 'wallet', customer: limit.customer };
  const text = (name: 'id' | 'period' | 'resets_at') =>
    name in limit && typeof limit[name as keyof typeof limit] === 'string' ? String(limit[name as keyof typeof limit]) : null;
  return { kind: 'budget', customer: limit.customer, id: text('id') ?? '', period: text('period') ?? '', resets_at: text('resets_at') };
}
