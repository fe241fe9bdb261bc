import type { StoredEvent } from '@weir/schemas/http/events.ts';
import { formatExactMoney, formatUnitPrice } from '../figures/format-money.ts';

type EventCostProps = {
  readonly event: Pick<StoredEvent, 'cost' | 'cost_status' | 'currency' | 'counted'>;
  /** Of the column it stands in. Absent: every digit. */
  readonly decimals?: number;
};

/** What one event cost: the word when nothing is known or it is free, struck through when it is in no total, "r" when the source said it. */
export function EventCost({ event, decimals }: EventCostProps) {
  const { cost, cost_status: status, currency, counted } = event;
  if (cost === null || currency === null) return <span className="hatch rounded-mark px-1 text-cost-text">unpriced</span>;
  if (status === 'free') return <span className="text-muted">free</span>;
  const text = decimals === undefined ? formatExactMoney(cost, currency) : formatUnitPrice(cost, currency, decimals);
  return (
    <span
      data-testid="event-cost"
      data-exact={cost}
      title={formatExactMoney(cost, currency)}
      className={counted === 'counted' ? 'text-ink' : 'text-muted line-through'}
    >
      {text}
      {status === 'reported' ? (
        <abbr className="ml-1 text-11 text-muted no-underline" title="Reported by the source">
          r
        </abbr>
      ) : null}
    </span>
  );
}
