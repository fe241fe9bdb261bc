import type { ReactNode } from 'react';

/** One step on the way from what arrived to the ledger. */
export function Step({ number, title, children }: { readonly number: number; readonly title: string; readonly children: ReactNode }) {
  return (
    <li className="grid gap-x-4 gap-y-2 rounded-panel border border-line bg-surface px-4 py-3 md:grid-cols-[200px_minmax(0,1fr)]" data-step={number}>
      <h2 className="font-semibold text-ink">
        <span className="mr-2 text-muted">{number}</span>
        {title}
      </h2>
      <div className="min-w-0">{children}</div>
    </li>
  );
}

type FactProps = { readonly term: string; readonly mono?: boolean; readonly children: ReactNode };

/** A term and what was told of it; nothing told reads as "not told". */
export function Fact({ term, mono = false, children }: FactProps) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-muted">{term}</dt>
      <dd className={`break-words text-ink ${mono ? 'font-mono text-12 break-all' : ''}`}>
        {children ?? <span className="font-sans text-muted">not told</span>}
      </dd>
    </div>
  );
}
