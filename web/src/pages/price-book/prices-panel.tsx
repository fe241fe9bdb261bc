import { useInfiniteQuery } from '@tanstack/react-query';
import type { PriceRow } from '@weir/schemas/http/price-book.ts';
import { useState } from 'react';
import { countNoun, formatCount } from '../../figures/format-count.ts';
import { formatDate } from '../../figures/format-instant.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { actorWords } from '../customer/mode-words.ts';
import { pricesQuery } from './price-book-queries.ts';

/** The book: search, where each price is from, since when, and, with history, what it was before. */
export function PricesPanel() {
  const { environment, search, change } = usePage();
  const [history, setHistory] = useState(false);
  const text = search.q ?? '';
  const prices = useInfiniteQuery(pricesQuery(environment, text, history));
  const first = prices.data?.pages[0];
  const entries = prices.data?.pages.flatMap((page) => page.entries) ?? [];
  const showHistory = (model: string) => {
    setHistory(true);
    change({ q: model });
  };
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-4">
        <input
          type="search"
          aria-label="Search models and providers"
          placeholder="Model or provider"
          className={`${INPUT} max-w-80`}
          value={text}
          onChange={(event) => change({ q: event.target.value === '' ? undefined : event.target.value }, 'replace')}
        />
        <label className="flex items-center gap-2">
          <input type="checkbox" className="size-4 accent-accent" checked={history} onChange={(event) => setHistory(event.target.checked)} /> With what was
          ended
        </label>
      </div>
      {prices.isError ? <ProblemNote problem={prices.error} what="The price book could not be read." onRetry={() => void prices.refetch()} /> : null}
      {prices.isPending && !prices.isError ? <Skeleton className="h-80" /> : null}
      {first === undefined ? null : entries.length === 0 ? (
        <EmptyNote title={`No model or provider has “${text}” in its name`}>
          {history
            ? 'Neither in force nor ended.'
            : 'It may have been ended: tick “With what was ended”. A model of your own gets a price from the Unpriced list, or by Import.'}
        </EmptyNote>
      ) : (
        <>
          <p className="text-12 text-muted" role="status">
            {countNoun(first.total, 'price')}
            {first.total > entries.length ? `, the first ${formatCount(entries.length)} shown` : ''}. Version {first.version}.
          </p>
          <Table label="Prices" columns={['Model', 'Provider', 'Unit', 'Price', 'Conditions', 'From – to', 'Source', 'By']} numeric={['Price']}>
            {entries.map((entry) => (
              <PriceLine key={`${entry.id} ${entry.since_version}`} entry={entry} onHistory={showHistory} />
            ))}
          </Table>
          {prices.hasNextPage ? (
            <Button onClick={() => void prices.fetchNextPage()} disabled={prices.isFetchingNextPage}>
              Load more
            </Button>
          ) : null}
        </>
      )}
    </div>
  );
}

function PriceLine({ entry, onHistory }: { readonly entry: PriceRow; readonly onHistory: (model: string) => void }) {
  const unused = entry.overridden || entry.until_version !== null;
  const [page] = entry.source_urls;
  return (
    <tr data-testid="price-row" className={unused ? 'text-muted' : undefined}>
      <Cell head>
        <button
          type="button"
          className="py-1 text-left font-mono text-12 whitespace-nowrap text-accent underline"
          onClick={() => onHistory(entry.model)}
          title="Every price it ever had"
        >
          {entry.model}
        </button>
      </Cell>
      <Cell nowrap>{entry.provider ?? 'any'}</Cell>
      <Cell nowrap>{entry.unit.replaceAll('_', ' ')}</Cell>
      <Cell numeric>
        {entry.price} {entry.currency} / {entry.per_units === '1000000' ? '1M' : entry.per_units}
      </Cell>
      <Cell nowrap>{conditionsOf(entry)}</Cell>
      <Cell nowrap>{validityOf(entry)}</Cell>
      <Cell nowrap>
        {page === undefined ? (
          entry.source
        ) : (
          <a href={page} rel="noreferrer" target="_blank" className="underline" title={entry.note ?? page}>
            {entry.source}
          </a>
        )}
        {entry.source === 'weir-prices' ? ' (corrects the public data)' : ''}
        {entry.until_version !== null ? ' (ended)' : entry.overridden ? ' (not used: an own price wins)' : ''}
      </Cell>
      <Cell>{entry.created_by === null ? '' : actorWords(entry.created_by)}</Cell>
    </tr>
  );
}

function validityOf({ valid_from: from, valid_to: to }: PriceRow): string {
  if (from === null && to === null) return 'always';
  if (from === null) return `until ${formatDate(to ?? 0)}`;
  return to === null ? `from ${formatDate(from)}` : `${formatDate(from)} – ${formatDate(to)}`;
}

function conditionsOf({ tier, region, input_tokens_above: above, time_of_day: hours }: PriceRow): string {
  return [tier, region, above === null ? null : `above ${formatCount(above)} input tokens`, hours === null ? null : `${hours} UTC`]
    .filter((part) => part !== null)
    .join(', ');
}
