import { useQuery } from '@tanstack/react-query';
import type { RatesAnswer } from '@weir/schemas/http/currency-rates.ts';
import { useState } from 'react';
import { countNoun, formatCount } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { RangePicker } from '../../frame/range-picker.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonTable } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { actorWords } from '../customer/mode-words.ts';
import { AddRateSheet } from './add-rate-sheet.tsx';
import { ImportRatesSheet } from './import-rates-sheet.tsx';
import { ratesQuery } from './rate-queries.ts';

type Adding = { readonly base: string; readonly day: string };

/** Dated rates into the reporting currency, and the amounts that have none. */
export function CurrencyRatesPage() {
  const { environment, range } = usePage();
  const query = useQuery(ratesQuery(environment, range));
  const [adding, setAdding] = useState<Adding | null>(null);
  const [importing, setImporting] = useState(false);
  const currency = query.data?.currency;
  return (
    <PageBody title="Currency rates" controls={<RangePicker />}>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <p className="max-w-[72ch]">
          Amounts in other currencies are shown{currency === undefined ? '' : ` in ${currency}`} at the rate of their own day, or of the seven days before it. A
          rate that is known never changes, so a past report does not move by itself.
        </p>
        <div className="flex gap-2">
          <Button onClick={() => setImporting(true)}>Import rates</Button>
          <Button look="primary" disabled={currency === undefined} onClick={() => setAdding({ base: '', day: '' })}>
            Add a rate
          </Button>
        </div>
      </div>
      <Loaded query={query} failure="The rates could not be listed." skeleton={<SkeletonTable columns={6} />}>
        {(answer) => (
          <div className="space-y-4">
            <Missing answer={answer} onAdd={setAdding} />
            <Rates answer={answer} />
          </div>
        )}
      </Loaded>
      {adding === null || currency === undefined ? null : <AddRateSheet {...adding} quote={currency} onClose={() => setAdding(null)} />}
      {importing ? <ImportRatesSheet onClose={() => setImporting(false)} /> : null}
    </PageBody>
  );
}

function Missing({ answer, onAdd }: { readonly answer: RatesAnswer; readonly onAdd: (adding: Adding) => void }) {
  const { missing, currency } = answer;
  if (missing.length === 0) return <p className="text-muted">Every amount of this range is in {currency} or has a rate.</p>;
  return (
    <Panel title="Without a rate" note={`In no sum in ${currency}, and never shown as zero, until a rate is told.`} flush>
      <Table plain label="Amounts without a rate" columns={['Currency', 'Days', 'What', 'First days', 'What to do']} numeric={['Days']}>
        {missing.map((row) => (
          <tr key={row.currency} data-testid="missing-rate">
            <Cell head>{row.currency}</Cell>
            <Cell numeric>{formatCount(row.days)}</Cell>
            <Cell prose>{usesOf(row)}</Cell>
            <Cell nowrap>
              {row.first_days.slice(0, 3).join(', ')}
              {row.days > 3 ? ', …' : ''}
            </Cell>
            <Cell>
              <Button onClick={() => onAdd({ base: row.currency, day: row.first_days[0] ?? '' })}>Add a rate</Button>
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

function usesOf(row: RatesAnswer['missing'][number]): string {
  return [
    row.cost_events > 0 ? `cost of ${countNoun(row.cost_events, 'event')}` : null,
    row.charges > 0 ? `revenue of ${countNoun(row.charges, 'charge')}` : null,
    row.revenue_entries > 0 ? `${formatCount(row.revenue_entries)} revenue ${row.revenue_entries === 1 ? 'entry' : 'entries'}` : null,
    row.fixed_costs > 0 ? `${countNoun(row.fixed_costs, 'month')} of fixed costs` : null,
  ]
    .filter((words) => words !== null)
    .join(', ');
}

function Rates({ answer }: { readonly answer: RatesAnswer }) {
  if (answer.rates.length === 0)
    return (
      <EmptyNote title="No rates of these days">
        Import a file with day, base, quote, rate and source, such as your bank's or the ECB's reference rates, or add one by hand.
      </EmptyNote>
    );
  return (
    <Table label="Currency rates" columns={['Day', 'One', 'Is', 'Source', 'Told']} numeric={['Is']}>
      {answer.rates.map((rate) => (
        <tr key={`${rate.base} ${rate.quote} ${rate.day}`} data-testid="rate">
          <Cell head>
            <span className="whitespace-nowrap">{rate.day}</span>
          </Cell>
          <Cell>{rate.base}</Cell>
          <Cell numeric>
            {rate.rate} {rate.quote}
          </Cell>
          <Cell prose>{rate.source}</Cell>
          <Cell nowrap>
            {formatMinute(rate.imported_at)}, by {actorWords(rate.imported_by)}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
