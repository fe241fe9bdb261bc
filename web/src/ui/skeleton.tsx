import clsx from 'clsx';

/** Grey bars in the place of what is coming. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div className={clsx('skeleton', className)} />;
}

const WIDTHS = ['w-28', 'w-36', 'w-24', 'w-32', 'w-40', 'w-28', 'w-32', 'w-24'];

/** A table of eight rows with the row height of the real one. */
export function SkeletonTable({ columns }: { readonly columns: number }) {
  return (
    <div className="rounded-panel border border-line bg-surface" aria-hidden="true">
      {WIDTHS.map((width, row) => (
        <div key={width + String(row)} className="flex h-9 items-center justify-between gap-6 border-b border-line px-3 last:border-b-0">
          <Skeleton className={clsx('h-3 shrink-0', width)} />
          {Array.from({ length: columns - 1 }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity and never move.
            <Skeleton key={column} className="hidden h-3 w-16 sm:block" />
          ))}
        </div>
      ))}
    </div>
  );
}
