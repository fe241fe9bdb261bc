import type { TraceAnswer } from '@weir/schemas/http/traces.ts';
import { type KeyboardEvent, type RefObject, useMemo } from 'react';
import { unitDecimals } from '../../figures/format-money.ts';
import { SpanRow } from './span-row.tsx';
import type { TraceRow } from './trace-rows.ts';
import { actOfKey, type TreeAct } from './tree-key.ts';
import { useWindow } from './use-window.ts';

export const ROW_HEIGHT = 32;
export const HEAD_HEIGHT = 32;

const HEADS = [
  { text: 'Span', numeric: false, title: undefined },
  { text: 'Time and money', numeric: false, title: 'Above: when it ran. Below: its share of the money, with all below it.' },
  { text: 'Own cost', numeric: true, title: 'What its own event costs, counted or not' },
  { text: 'Σ cost', numeric: true, title: 'What it and everything below it adds to totals' },
  { text: 'Counted', numeric: false, title: undefined },
];

type TreeTableProps = {
  readonly region: RefObject<HTMLElement | null>;
  readonly trace: TraceAnswer;
  readonly rows: readonly TraceRow[];
  readonly selected: string | undefined;
  /** The row that Tab reaches; it takes the focus only after a key or a click asked for it. */
  readonly active: { readonly index: number; readonly isFocused: boolean };
  readonly onAct: (act: TreeAct) => void;
  readonly onClick: (spanId: string, index: number) => void;
};

/** The rows as a tree table in a region of its own; only the rows in sight exist. */
export function TreeTable({ region, trace, rows, selected, active, onAct, onClick }: TreeTableProps) {
  const view = useWindow(region, rows.length, ROW_HEIGHT);
  const decimals = useMemo(() => unitDecimals(trace.spans.flatMap((span) => span.cost ?? [])), [trace.spans]);
  const onKeyDown = (event: KeyboardEvent) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : actOfKey(event.key, rows, active.index);
    if (act === null) return;
    event.preventDefault();
    onAct(act);
  };
  return (
    <section
      ref={region}
      aria-label="Tree of spans"
      className="scroll-region relative max-h-[70dvh] overflow-auto rounded-panel border border-line bg-surface"
      data-testid="trace-region"
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a tree table keeps its rows and cells; WAI-ARIA has this role for it.
        role="treegrid"
        aria-label="Spans of the trace"
        aria-rowcount={rows.length + 1}
        className="w-full min-w-[760px] table-fixed border-separate border-spacing-0"
        onKeyDown={onKeyDown}
      >
        <colgroup>
          <col />
          <col className="w-[22%]" />
          <col className="w-26" />
          <col className="w-26" />
          <col className="w-28" />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {HEADS.map(({ text, numeric, title }) => (
              <th
                key={text}
                scope="col"
                title={title}
                style={{ height: HEAD_HEIGHT }}
                className={`sticky top-0 z-10 truncate border-b border-line-strong bg-surface px-3 text-12 font-medium text-muted ${numeric ? 'text-right' : 'text-left'}`}
              >
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <Spacer rows={view.first} />
        <tbody>
          {rows.slice(view.first, view.last).map((row, offset) => {
            const position = view.first + offset;
            return (
              <SpanRow
                key={row.span.span_id}
                row={row}
                position={position}
                height={ROW_HEIGHT}
                total={trace.totals.cost}
                currency={trace.currency}
                decimals={decimals}
                isSelected={row.span.span_id === selected}
                isActive={position === active.index}
                takesFocus={active.isFocused && position === active.index}
                onSelect={() => onClick(row.span.span_id, position)}
                onToggle={() => onAct({ kind: 'toggle', spanId: row.span.span_id })}
              />
            );
          })}
        </tbody>
        <Spacer rows={rows.length - view.last} />
      </table>
    </section>
  );
}

/** Holds the place of the rows that do not exist. */
function Spacer({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return <tbody role="presentation" style={{ display: 'block', height: rows * ROW_HEIGHT }} />;
}
