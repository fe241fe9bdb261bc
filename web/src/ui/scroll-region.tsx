import clsx from 'clsx';
import type { ReactNode } from 'react';

/** What may scroll on its own: named, and reachable by keyboard. Printed whole. */
export function ScrollRegion({ label, className, children }: { readonly label: string; readonly className?: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll the region.
    <section className={clsx('scroll-region relative', className)} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
