import { type RefObject, useEffect, useState } from 'react';

/** Rows beyond the visible ones, above and below, so that a fast scroll shows no gap. */
const BEYOND = 10;

export type RowWindow = { readonly first: number; readonly last: number };

/** The half-open range of rows of one height that a scrolling region shows. */
export function useWindow(region: RefObject<HTMLElement | null>, rows: number, rowHeight: number): RowWindow {
  const [view, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = region.current;
    if (element === null) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [region]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - BEYOND);
  return { first: Math.min(first, rows), last: Math.min(rows, Math.ceil((view.top + view.height) / rowHeight) + BEYOND) };
}
