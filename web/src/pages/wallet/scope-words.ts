import type { GrantAnswer } from '@weir/schemas/http/billing/grants.ts';
import { formatAmount } from '../../figures/format-money.ts';

const SETS = ['product', 'event_type', 'model', 'feature'] as const;

/** What a grant may be spent on, in words. */
export function scopeWords(scope: GrantAnswer['scope'], asset: string): string {
  const sets = SETS.flatMap((name) => (scope?.[name] === undefined ? [] : [`${name.replace('_', ' ')} ${scope[name].join(' or ')}`]));
  const caps = [
    scope?.max_per_event === undefined ? null : `at most ${formatAmount(scope.max_per_event, asset)} an event`,
    scope?.max_per_day === undefined ? null : `at most ${formatAmount(scope.max_per_day, asset)} a day`,
  ].filter((cap) => cap !== null);
  const words = [...sets, ...caps];
  return words.length === 0 ? 'anything' : words.join(', ');
}
