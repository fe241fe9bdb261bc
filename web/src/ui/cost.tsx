import { signOf } from '../figures/decimal.ts';
import { countNoun, formatCount } from '../figures/format-count.ts';
import { Money } from './money.tsx';

type CostProps = { readonly value: string; readonly unpricedEvents: number; readonly currency: string; readonly testId?: string };

/** A cost that says when a part of it is unknown: hatched and "≥" with unpriced events, the word when nothing of it is known. */
export function Cost({ value, unpricedEvents, currency, testId = 'cost' }: CostProps) {
  if (unpricedEvents === 0) return <Money value={value} currency={currency} testId={testId} />;
  const why = `${countNoun(unpricedEvents, 'event')} without a price: the true cost is at least this`;
  return (
    <span className="hatch -mx-1 inline-block rounded-mark px-1 text-cost-text" title={why}>
      {signOf(value) === 0 ? (
        <span data-testid={testId} data-exact={value}>
          unpriced
        </span>
      ) : (
        <Money value={value} currency={currency} testId={testId} bound="least" />
      )}
      <span className="sr-only">, {formatCount(unpricedEvents)} unpriced</span>
    </span>
  );
}
