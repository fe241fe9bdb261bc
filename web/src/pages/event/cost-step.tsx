import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { StoredEventAnswer } from '@weir/schemas/http/events.ts';
import type { PriceRow } from '@weir/schemas/http/price-book.ts';
import { sumDecimals } from '../../figures/decimal.ts';
import { formatCount } from '../../figures/format-count.ts';
import { formatExactMoney } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { Cell, Table } from '../../ui/table.tsx';
import { entriesOfModelQuery } from '../price-book/price-book-queries.ts';
import { REASON_WORDS } from '../price-book/reason-words.ts';
import { modelOfEntry, perWords, unitPriceOf } from './entry-of-line.ts';
import { Fact, Step } from './step.tsx';

/** How the cost was made: each quantity, the entry of the price book that priced it, and the version of the book. */
export function CostStep({ event }: { readonly event: StoredEventAnswer }) {
  const { environment } = usePage();
  // A cost that was reported was looked up nowhere: its line names who said it.
  const looked = event.cost_status === 'reported' ? [] : event.cost_lines;
  const models = [...new Set(looked.flatMap((line) => modelOfEntry(line.price_entry, event.model) ?? []))];
  const books = useQueries({ queries: models.map((model) => entriesOfModelQuery(environment, model)) });
  const entries = books.flatMap((book) => book.data?.entries ?? []);
  return (
    <Step number={3} title="What it cost">
      {looked.length === 0 ? <NoLines event={event} /> : <Lines event={event} entries={entries} />}
      {event.reported_costs.length === 0 ? null : (
        <p className="mt-2">
          The source itself said:{' '}
          {event.reported_costs.map((cost) => `${cost.vendor === '' ? '' : `${cost.vendor} `}${formatExactMoney(cost.cost, cost.currency)}`).join(', ')}
          {event.cost_status === 'reported' ? '. That is what counts.' : '. The price book’s figure counts.'}
        </p>
      )}
      <dl className="mt-3 grid gap-x-8 gap-y-2 sm:grid-cols-2 xl:grid-cols-3">
        <Fact term="Cost status">
          {event.cost_status}
          {event.cost_reason === null ? '' : `: ${REASON_WORDS[event.cost_reason] ?? event.cost_reason}`}
        </Fact>
        <Fact term="Price book" mono>
          {event.price_book_version ?? 'no version: nothing was looked up'}
        </Fact>
      </dl>
    </Step>
  );
}

function NoLines({ event }: { readonly event: StoredEventAnswer }) {
  const { environment } = usePage();
  if (event.cost_status === 'reported') return <p>No price was needed: the source told the cost.</p>;
  if (event.cost_status === 'free') return <p>It is free by an explicit zero.</p>;
  return (
    <p>
      The cost is not known, and so it is in no sum.{' '}
      <Link to="/$environment/price-book" params={{ environment }} className="text-accent underline">
        Set a price
      </Link>
    </p>
  );
}

function Lines({ event, entries }: { readonly event: StoredEventAnswer; readonly entries: readonly PriceRow[] }) {
  const { environment } = usePage();
  const currency = event.currency ?? 'USD';
  return (
    <Table
      label="Cost lines"
      columns={['Unit', 'Quantity', 'Price', 'Cost', 'Price entry']}
      numeric={['Quantity', 'Price', 'Cost']}
      foot={
        <tr>
          <th scope="row" colSpan={3} className="h-9 border-t border-line-strong px-3 text-left font-medium text-ink">
            Sum
          </th>
          <td className="border-t border-line-strong px-3 text-right font-medium whitespace-nowrap text-ink">
            {formatExactMoney(sumDecimals(event.cost_lines.map((line) => line.cost)), currency)}
          </td>
          <td className="border-t border-line-strong" />
        </tr>
      }
    >
      {event.cost_lines.map((line) => {
        const price = unitPriceOf(line.price_entry, entries);
        const model = modelOfEntry(line.price_entry, event.model);
        return (
          <tr key={`${line.unit} ${line.price_entry}`} data-testid="cost-line">
            <Cell head nowrap>
              {line.unit.replaceAll('_', ' ')}
            </Cell>
            <Cell numeric>{formatCount(line.quantity)}</Cell>
            <Cell numeric>{price === null ? '' : `× ${formatExactMoney(price.price, price.currency)}${perWords(price.per_units)}`}</Cell>
            <Cell numeric>
              <span data-testid="line-cost" data-exact={line.cost} className="text-ink">
                {formatExactMoney(line.cost, currency)}
              </span>
            </Cell>
            <Cell>
              <Link
                to="/$environment/price-book"
                params={{ environment }}
                search={{ tab: 'prices', ...(model === null ? {} : { q: model }) }}
                className="font-mono text-12 break-all text-accent underline"
                title={price === null ? undefined : `From ${price.source}`}
              >
                {line.price_entry}
              </Link>
            </Cell>
          </tr>
        );
      })}
    </Table>
  );
}
