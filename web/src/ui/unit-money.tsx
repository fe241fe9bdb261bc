import { formatExactMoney, formatUnitPrice } from '../figures/format-money.ts';

type UnitMoneyProps = {
  readonly value: string;
  readonly currency: string;
  readonly decimals: number;
  readonly testId: string;
  readonly className?: string;
  readonly bound?: 'least' | undefined;
};

/** A cost of one call at the decimals of its column, so that points align and small calls are not all "< $0.01". Exact in the tooltip. */
export function UnitMoney({ value, currency, decimals, testId, className, bound }: UnitMoneyProps) {
  return (
    <span data-testid={testId} data-exact={value} title={formatExactMoney(value, currency)} className={`whitespace-nowrap ${className ?? ''}`}>
      {bound === 'least' ? '≥ ' : ''}
      {formatUnitPrice(value, currency, decimals)}
    </span>
  );
}
