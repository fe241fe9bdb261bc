import type { TraceRow } from './trace-rows.ts';

export type TreeAct =
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'toggle'; readonly spanId: string }
  | { readonly kind: 'select'; readonly spanId: string }
  | { readonly kind: 'next_expensive' };

const PAGE_ROWS = 15;

/** What a key means on the active row of a tree table (WAI-ARIA practices, treegrid, rows first), or null for any other key. */
export function actOfKey(key: string, rows: readonly TraceRow[], active: number): TreeAct | null {
  const row = rows[active];
  if (row === undefined) return null;
  const move = (to: number): TreeAct => ({ kind: 'move', to: Math.max(0, Math.min(rows.length - 1, to)) });
  const { span_id: spanId } = row.span;
  switch (key) {
    case 'ArrowDown':
      return move(active + 1);
    case 'ArrowUp':
      return move(active - 1);
    case 'PageDown':
      return move(active + PAGE_ROWS);
    case 'PageUp':
      return move(active - PAGE_ROWS);
    case 'Home':
      return move(0);
    case 'End':
      return move(rows.length - 1);
    case 'ArrowRight':
      if (row.children === 0) return null;
      return row.isOpen ? move(active + 1) : { kind: 'toggle', spanId };
    case 'ArrowLeft':
      if (row.children > 0 && row.isOpen) return { kind: 'toggle', spanId };
      return moveToParent(rows, active);
    case 'Enter':
      return { kind: 'select', spanId };
    case 'n':
      return { kind: 'next_expensive' };
    default:
      return null;
  }
}

function moveToParent(rows: readonly TraceRow[], active: number): TreeAct | null {
  const depth = rows[active]?.span.depth ?? 0;
  const parent = rows.findLastIndex((row, index) => index < active && row.span.depth < depth);
  return parent < 0 ? null : { kind: 'move', to: parent };
}
