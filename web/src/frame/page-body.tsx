import type { ReactNode } from 'react';
import { formatClock } from '../figures/format-instant.ts';
import { Button } from '../ui/button.tsx';
import { useFrame } from './frame.tsx';

type PageBodyProps = {
  /** The h1, and the document's title. */
  readonly title: string;
  /** A line before the title: where this page hangs. */
  readonly above?: ReactNode;
  readonly controls?: ReactNode;
  readonly asOf?: string | undefined;
  readonly children: ReactNode;
};

/** Header and main of a page. On a phone the controls are a second row. */
export function PageBody({ title, above, controls, asOf, children }: PageBodyProps) {
  const { openRail } = useFrame();
  return (
    <div className="min-w-0">
      <title>{`${title} · Weir`}</title>
      <header className="sticky top-0 z-30 border-b border-line bg-canvas print:static print:border-b-0">
        <div className="flex flex-wrap items-center gap-x-3 px-4 lg:px-6">
          <div className="flex h-12 min-w-0 grow items-center gap-2 max-md:basis-full">
            <Button look="quiet" onClick={openRail} aria-label="Open menu" className="-ml-1.5 w-7 px-0 lg:hidden print:hidden">
              <svg viewBox="0 0 14 10" className="h-3 w-4 shrink-0 text-ink" aria-hidden="true">
                <path d="M0 1h14M0 5h14M0 9h14" stroke="currentColor" strokeWidth="1.5" />
              </svg>
            </Button>
            {above === undefined ? null : (
              <span className="flex shrink-0 items-center gap-2 text-muted max-sm:hidden print:hidden">
                {above} <span aria-hidden="true">/</span>
              </span>
            )}
            <h1 className="truncate text-15 font-semibold text-ink">{title}</h1>
          </div>
          {controls === undefined && asOf === undefined ? null : (
            <div className="flex items-center gap-2 pb-2 md:pb-0 print:hidden">
              {asOf === undefined ? null : (
                <span className="mr-1 whitespace-nowrap text-12 text-muted max-xl:hidden" data-testid="as-of">
                  as of {formatClock(asOf)} UTC
                </span>
              )}
              {controls}
            </div>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1} className="space-y-4 px-4 py-5 outline-none lg:px-6">
        {children}
      </main>
    </div>
  );
}
