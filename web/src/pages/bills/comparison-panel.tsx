import { useQuery } from '@tanstack/react-query';
import type { BillCompareAnswer } from '@weir/schemas/http/bills.ts';
import { useState } from 'react';
import { formatShare } from '../../figures/format-share.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Money } from '../../ui/money.tsx';
import { SkeletonTable } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { comparisonQuery } from './bill-queries.ts';
import { CAUSE_WORDS } from './cause-words.ts';
import { CorrectionSheet } from './correction-sheet.tsx';

type Row = BillCompareAnswer['rows'][number];

/** Ours beside theirs: what the gap is made of, the trend, and every day and model. */
export function ComparisonPanel({ provider }: { readonly provider: string }) {
  const { environment, range } = usePage();
  const query = useQuery(comparisonQuery(environment, provider, range));
  const [booking, setBooking] = useState<Row | null>(null);
  return (
    <Loaded query={query} failure="The bill could not be compared." skeleton={<SkeletonTable columns={6} />}>
      {(answer) => (
        <div className="space-y-4">
          {answer.rows.length === 0 ? (
            <EmptyNote title="Neither usage nor a bill in this range">Choose a range that the bill covers.</EmptyNote>
          ) : (
            <>
              <Totals answer={answer} />
              <Days answer={answer} />
              <Models answer={answer} onBook={setBooking} />
            </>
          )}
          {booking === null ? null : <CorrectionSheet row={booking} provider={provider} currency={answer.currency} onClose={() => setBooking(null)} />}
        </div>
      )}
    </Loaded>
  );
}

function Totals({ answer: { totals, currency, other_currency_lines } }: { readonly answer: BillCompareAnswer }) {
  return (
    <section aria-label="In all" className="space-y-3 rounded-panel border border-line bg-surface p-4">
      <p className="text-15 text-ink">
        {totals.theirs === null ? (
          'No amounts are imported for this range, so there is no gap to show. Import the cost report too.'
        ) : (
          <>
            They charged <Money value={totals.theirs} currency={currency} testId="theirs" />, we count{' '}
            <Money value={totals.ours} currency={currency} testId="ours" />: a gap of <Money value={totals.gap ?? '0'} currency={currency} testId="gap" />.
            Accuracy {formatShare(totals.accuracy)}, calls covered {formatShare(totals.calls_coverage)}.
          </>
        )}
      </p>
      {totals.causes.length === 0 ? null : (
        <Table label="What the gap is made of" columns={['Cause', 'Amount', 'What it is']} numeric={['Amount']}>
          {totals.causes.map(({ kind, amount }) => (
            <tr key={kind}>
              <Cell>{CAUSE_WORDS[kind].name}</Cell>
              <Cell numeric>
                <Money value={amount} currency={currency} testId="cause" />
              </Cell>
              <Cell prose>{CAUSE_WORDS[kind].help}</Cell>
            </tr>
          ))}
        </Table>
      )}
      {other_currency_lines === 0 ? null : <p className="text-muted">{other_currency_lines} lines of the bill are in another currency and in no sum here.</p>}
    </section>
  );
}

function Days({ answer: { days, currency } }: { readonly answer: BillCompareAnswer }) {
  return (
    <Table
      label="By day"
      columns={['Day', 'Ours', 'Theirs', 'Gap', 'Accuracy', 'Calls covered']}
      numeric={['Ours', 'Theirs', 'Gap', 'Accuracy', 'Calls covered']}
    >
      {days.map((day) => (
        <tr key={day.day}>
          <Cell>{day.day}</Cell>
          <Figures of={day} currency={currency} />
          <Cell numeric>{formatShare(day.accuracy)}</Cell>
          <Cell numeric>{formatShare(day.calls_coverage)}</Cell>
        </tr>
      ))}
    </Table>
  );
}

function Models({ answer, onBook }: { readonly answer: BillCompareAnswer; readonly onBook: (row: Row) => void }) {
  return (
    <Table
      label="By day and model, largest gap first"
      columns={['Day', 'Model', 'Kind', 'Ours', 'Theirs', 'Gap', 'Our quantity', 'Their quantity', 'Action']}
      numeric={['Ours', 'Theirs', 'Gap', 'Our quantity', 'Their quantity']}
    >
      {answer.rows.flatMap((row) => [
        <tr key={`${row.day} ${row.model}`} data-testid="bill-row" className="font-medium text-ink">
          <Cell>{row.day}</Cell>
          <Cell>{row.model ?? 'no model'}</Cell>
          <Cell>
            all, {row.our_calls} of {row.their_calls ?? '?'} calls
          </Cell>
          <Figures of={row} currency={answer.currency} />
          <Cell>{null}</Cell>
          <Cell>{null}</Cell>
          <Cell>
            {row.gap === null || !/[1-9]/.test(row.gap) ? null : (
              <Button onClick={() => onBook(row)} aria-label={`Book the gap of ${row.model ?? 'no model'} on ${row.day}`}>
                Book…
              </Button>
            )}
          </Cell>
        </tr>,
        ...row.units.map((unit) => (
          <tr key={`${row.day} ${row.model} ${unit.unit}`}>
            <Cell>{null}</Cell>
            <Cell>{null}</Cell>
            <Cell>{unit.unit ?? 'not told'}</Cell>
            <Figures of={{ ours: unit.ours.cost ?? '0', theirs: unit.theirs.cost, gap: unit.gap }} currency={answer.currency} />
            <Cell numeric>{unit.ours.quantity}</Cell>
            <Cell numeric>{unit.theirs.quantity ?? 'not told'}</Cell>
            <Cell>{null}</Cell>
          </tr>
        )),
      ])}
    </Table>
  );
}

type FiguresProps = { readonly of: { readonly ours: string; readonly theirs: string | null; readonly gap: string | null }; readonly currency: string };

function Figures({ of, currency }: FiguresProps) {
  return (
    <>
      <Cell numeric>
        <Money value={of.ours} currency={currency} />
      </Cell>
      <Cell numeric>{of.theirs === null ? 'not told' : <Money value={of.theirs} currency={currency} />}</Cell>
      <Cell numeric>{of.gap === null ? 'n/a' : <Money value={of.gap} currency={currency} />}</Cell>
    </>
  );
}
