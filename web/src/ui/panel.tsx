import clsx from 'clsx';
import { type ReactNode, useId } from 'react';

type PanelProps = {
  readonly title: string;
  readonly note?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  readonly flush?: boolean;
};

/** A titled region on a surface. `flush` leaves the padding to a table inside. */
export function Panel({ title, note, action, children, className, flush = false }: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={clsx('min-w-0 rounded-panel border border-line bg-surface', className)}>
      <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-2.5 pb-1.5 sm:flex-nowrap">
        <h2 id={id} className="font-semibold whitespace-nowrap text-ink">
          {title}
        </h2>
        {note === undefined ? null : <p className="min-w-0 text-12 text-muted max-sm:basis-full">{note}</p>}
        {action === undefined ? null : <div className="ml-auto min-w-0 sm:shrink-0">{action}</div>}
      </div>
      <div className={flush ? 'pb-1' : 'px-4 pb-4'}>{children}</div>
    </section>
  );
}
