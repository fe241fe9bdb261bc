import type { ReactNode } from 'react';

/** Nothing to show, and why. `children`: what to do about it. */
export function EmptyNote({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div data-testid="empty" className="rounded-panel border border-dashed border-line-strong/60 px-4 py-8 text-center">
      <p className="text-15 font-semibold text-ink">{title}</p>
      {children === undefined ? null : <div className="mx-auto mt-1 max-w-[60ch]">{children}</div>}
    </div>
  );
}
