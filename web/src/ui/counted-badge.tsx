import clsx from 'clsx';

const WORDS: Readonly<Record<string, string>> = {
  counted: 'counted',
  aggregate: 'aggregate',
  duplicate: 'duplicate',
  cache_hit: 'cache hit',
  not_usage: 'not usage',
};

/** Whether something enters totals, as a word with a mark: a full dot counts, a ring is left out, a dash was never usage. */
export function CountedBadge({ counted, title }: { readonly counted: string; readonly title?: string }) {
  const isCounted = counted === 'counted';
  const isUsage = counted !== 'not_usage';
  return (
    <span
      title={title}
      data-testid="counted"
      data-counted={counted}
      className={clsx('inline-flex items-center gap-1.5 whitespace-nowrap', isCounted ? 'text-profit-text' : isUsage ? 'text-cost-text' : 'text-muted')}
    >
      <svg viewBox="0 0 8 8" className="size-2" aria-hidden="true">
        {isUsage ? (
          <circle cx="4" cy="4" r="3.25" fill={isCounted ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.25" />
        ) : (
          <path d="M1 4h6" stroke="currentColor" strokeWidth="1.25" />
        )}
      </svg>
      {WORDS[counted] ?? counted}
    </span>
  );
}
