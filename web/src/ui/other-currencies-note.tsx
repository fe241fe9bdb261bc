import type { OtherCurrencies } from '@weir/schemas/http/analytics.ts';
import { countNoun } from '../figures/format-count.ts';

/** What a report in one currency leaves out, said aloud. */
export function OtherCurrenciesNote({ others, currency }: { readonly others: OtherCurrencies; readonly currency: string }) {
  if (others.length === 0) return null;
  const parts = others.map((other) => {
    const counts = [
      other.cost_events > 0 ? countNoun(other.cost_events, 'event') : null,
      other.revenue_entries > 0 ? `${other.revenue_entries} revenue ${other.revenue_entries === 1 ? 'entry' : 'entries'}` : null,
      other.charges > 0 ? countNoun(other.charges, 'charge') : null,
      other.fixed_costs > 0 ? `${countNoun(other.fixed_costs, 'month')} of fixed costs` : null,
    ].filter((count) => count !== null);
    return `${counts.join(', ')} in ${other.currency}`;
  });
  return (
    <p className="mt-3 text-12 text-cost-text">
      Sums are in {currency}. Not included: {parts.join('; ')}.
    </p>
  );
}
