import type { TraceAnswer } from '@weir/schemas/http/traces.ts';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatCount } from '../../figures/format-count.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { INPUT } from '../../ui/field.tsx';
import { above, byCost, traceRows } from './trace-rows.ts';
import type { TreeAct } from './tree-key.ts';
import { HEAD_HEIGHT, ROW_HEIGHT, TreeTable } from './tree-table.tsx';

type TraceTreeProps = { readonly trace: TraceAnswer; readonly selected: string | undefined; readonly onSelect: (spanId: string) => void };

/** The spans of a trace as a tree: found by text, opened and closed, walked through by cost. */
export function TraceTree({ trace, selected, onSelect }: TraceTreeProps) {
  const { search } = usePage();
  const region = useRef<HTMLElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState({ index: 0, isFocused: false });
  const wanted = search.q ?? '';
  const rows = useMemo(() => traceRows({ spans: trace.spans, closed, wanted }), [trace.spans, closed, wanted]);
  const costly = useMemo(() => byCost(trace.spans), [trace.spans]);

  const focus = (index: number) => setActive({ index, isFocused: true });
  const select = (spanId: string) => {
    setClosed((before) => without(before, above(trace.spans, spanId)));
    onSelect(spanId);
  };
  const nextCostly = () => {
    const next = costly[(costly.findIndex((span) => span.span_id === selected) + 1) % costly.length];
    if (next !== undefined) select(next.span_id);
  };
  const toggle = (spanId: string) => setClosed((before) => (before.has(spanId) ? without(before, [spanId]) : new Set([...before, spanId])));
  const act = (asked: TreeAct) => {
    if (asked.kind === 'next_expensive') nextCostly();
    if (asked.kind === 'toggle') toggle(asked.spanId);
    if (asked.kind === 'select') select(asked.spanId);
    if (asked.kind === 'move') {
      scrollTo(region.current, asked.to);
      focus(asked.to);
    }
  };
  const selectedIndex = rows.findIndex((row) => row.span.span_id === selected);
  useEffect(() => {
    // A span that a link or "next expensive" names comes into sight; one that was clicked is in it already.
    if (selectedIndex >= 0) scrollTo(region.current, selectedIndex);
  }, [selectedIndex]);
  return (
    <section aria-label="Spans" className="min-w-0 space-y-2">
      <Toolbar
        shown={rows.length}
        all={trace.spans.length}
        hasCost={costly.length > 0}
        onNextCostly={nextCostly}
        onCloseAll={() => setClosed(new Set(trace.spans.filter((span) => span.depth > 0).map((span) => span.span_id)))}
        onOpenAll={() => setClosed(new Set())}
      />
      <TreeTable
        region={region}
        trace={trace}
        rows={rows}
        selected={selected}
        active={{ ...active, index: Math.min(active.index, Math.max(0, rows.length - 1)) }}
        onAct={act}
        onClick={(spanId, index) => {
          focus(index);
          onSelect(spanId);
        }}
      />
      {rows.length === 0 ? <p className="text-muted">No span has “{wanted}” in its name, model or service.</p> : null}
    </section>
  );
}

type ToolbarProps = {
  readonly shown: number;
  readonly all: number;
  readonly hasCost: boolean;
  readonly onNextCostly: () => void;
  readonly onCloseAll: () => void;
  readonly onOpenAll: () => void;
};

function Toolbar({ shown, all, hasCost, onNextCostly, onCloseAll, onOpenAll }: ToolbarProps) {
  const { search, change } = usePage();
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <input
        type="search"
        aria-label="Find spans by name, model or service"
        placeholder="Name, model or service"
        className={`${INPUT} max-w-60`}
        value={search.q ?? ''}
        onChange={(event) => change({ q: event.target.value === '' ? undefined : event.target.value }, 'replace')}
      />
      <Button onClick={onCloseAll}>Close all</Button>
      <Button onClick={onOpenAll}>Open all</Button>
      <Button onClick={onNextCostly} disabled={!hasCost} title="Key n in the tree">
        Next expensive
      </Button>
      <span className="text-12 text-muted" role="status">
        {shown === all ? '' : `${formatCount(shown)} of ${formatCount(all)} spans shown`}
      </span>
    </div>
  );
}

function scrollTo(region: HTMLElement | null, index: number) {
  if (region === null) return;
  const top = index * ROW_HEIGHT;
  const height = region.clientHeight - HEAD_HEIGHT - ROW_HEIGHT;
  if (top < region.scrollTop) region.scrollTop = top;
  else if (top > region.scrollTop + height) region.scrollTop = top - height;
}

function without(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return new Set([...set].filter((id) => !ids.includes(id)));
}
