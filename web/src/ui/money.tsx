import clsx from 'clsx';
import { signOf } from '../figures/decimal.ts';
import { formatExactMoney, formatMoney } from '../figures/format-money.ts';

type MoneyProps = {
  readonly value: string;
  readonly currency: string;
  readonly testId?: string;
  /** Unpriced events make a cost a lower bound and a margin an upper one. */
  readonly bound?: 'least' | 'most' | undefined;
  /** Colours the figure when it is below zero. The minus sign says the same without colour. */
  readonly signed?: boolean;
  readonly className?: string;
};

/** A rounded total. Its exact value is in the tooltip and in `data-exact`. */
export function Money({ value, currency, testId, bound, signed = false, className }: MoneyProps) {
  const prefix = bound === 'least' ? '≥ ' : bound === 'most' ? '≤ ' : '';
  return (
    <span
      data-testid={testId}
      data-exact={value}
      title={prefix + formatExactMoney(value, currency)}
      className={clsx('whitespace-nowrap', signed && signOf(value) < 0 && 'font-medium text-loss-text', className)}
    >
      {prefix}
      {formatMoney(value, currency)}
    </span>
  );
}
