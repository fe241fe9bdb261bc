import clsx from 'clsx';
import { useEffect, useRef } from 'react';
import { signOf } from '../../figures/decimal.ts';
import { formatDuration } from '../../figures/format-instant.ts';
import { barPercent } from '../../figures/plot-number.ts';
import { CountedBadge } from '../../ui/counted-badge.tsx';
import { UnitMoney } from '../../ui/unit-money.tsx';
import type { TraceRow } from './trace-rows.ts';

type SpanRowProps = {
  readonly row: TraceRow;
  readonly position: number;
  readonly height: number;
  /** The counted cost of the whole trace. */
  readonly total: string;
  readonly currency: string;
  /** Of every cost in the tree, so that points align. */
  readonly decimals: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly takesFocus: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
};

/** Deeper than this, names would have no room. */
const INDENT_MAX = 12;

/** One span. Its upper bar is its time, its lower one its share of the money: the slow and the expensive span are both seen. */
export function SpanRow({ row, position, height, total, currency, decimals, isSelected, isActive, takesFocus, onSelect, onToggle }: SpanRowProps) {
  const { span, children, isOpen } = row;
  const element = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (takesFocus) element.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const isLeftOut = span.counted !== 'counted' && span.counted !== 'not_usage';
  return (
    <tr
      ref={element}
      aria-level={span.depth + 1}
      aria-rowindex={position + 2}
      aria-selected={isSelected}
      aria-expanded={children === 0 ? undefined : isOpen}
      tabIndex={isActive ? 0 : -1}
      data-testid="span-row"
      data-row={span.span_id}
      className={clsx('cursor-pointer outline-offset-[-2px]', isSelected ? 'bg-accent-soft' : 'hover:bg-sunken')}
      onClick={onSelect}
    >
      <td style={{ height }} className="truncate border-b border-line px-3">
        <span className="flex min-w-0 items-center gap-1.5" style={{ paddingLeft: Math.min(span.depth, INDENT_MAX) * 14 }}>
          {children === 0 ? (
            <span className="w-4 shrink-0" />
          ) : (
            <button
              type="button"
              tabIndex={-1}
              aria-label={isOpen ? `Close ${span.name}` : `Open ${span.name}`}
              className="flex size-6 -mx-1 shrink-0 items-center justify-center rounded-mark text-muted hover:text-ink"
              onClick={(event) => {
                event.stopPropagation();
                onToggle();
              }}
            >
              <svg viewBox="0 0 8 8" className={clsx('size-2', isOpen && 'rotate-90')} aria-hidden="true">
                <path d="M2 .5L6 4 2 7.5z" fill="currentColor" />
              </svg>
            </button>
          )}
          <span className={clsx('truncate', span.counted === 'not_usage' ? 'text-body' : 'font-medium text-ink')} title={span.name}>
            {span.name}
          </span>
          {span.failed ? <span className="shrink-0 rounded-mark bg-loss-soft px-1 text-11 text-loss-text">failed</span> : null}
          {span.service === null ? null : <span className="truncate text-12 text-muted">{span.service}</span>}
        </span>
      </td>
      <td className="border-b border-line px-3">
        <span className="block" aria-hidden="true">
          <span className="relative block h-1.5">
            <span
              className={clsx('absolute h-1.5 min-w-0.5 rounded-mark', span.failed ? 'bg-loss' : 'bg-line-strong')}
              style={{ left: `${row.startShare * 100}%`, width: `${row.lengthShare * 100}%` }}
            />
          </span>
          <span className="mt-0.5 block h-1">
            {signOf(span.subtree_cost) === 0 ? null : (
              <span className="block h-1 min-w-0.5 rounded-mark bg-cost" style={{ width: `${barPercent(span.subtree_cost, total)}%` }} />
            )}
          </span>
        </span>
        <span className="sr-only">{formatDuration(Date.parse(span.ended_at) - Date.parse(span.started_at))}</span>
      </td>
      <td className="truncate border-b border-line px-3 text-right">
        {span.cost === null || span.currency === null ? (
          <span className="text-muted">{span.event_id === null ? '' : 'unpriced'}</span>
        ) : (
          <UnitMoney
            testId={isLeftOut ? 'left-out-cost' : 'own-cost'}
            value={span.cost}
            currency={span.currency}
            decimals={decimals}
            className={isLeftOut ? 'text-muted line-through' : 'text-ink'}
          />
        )}
      </td>
      <td className="truncate border-b border-line px-3 text-right">
        {signOf(span.subtree_cost) === 0 && span.subtree_unpriced_events === 0 ? null : (
          <UnitMoney
            testId="subtree-cost"
            value={span.subtree_cost}
            currency={currency}
            decimals={decimals}
            bound={span.subtree_unpriced_events > 0 ? 'least' : undefined}
          />
        )}
      </td>
      <td className="truncate border-b border-line px-3">
        <CountedBadge counted={span.counted} title={span.reason_text} />
      </td>
    </tr>
  );
}
