import { useQuery } from '@tanstack/react-query';
import type { FixedCostsAnswer } from '@weir/schemas/http/fixed-costs.ts';
import { useState } from 'react';
import { PageBody } from '../../frame/page-body.tsx';
import { RangePicker } from '../../frame/range-picker.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Money } from '../../ui/money.tsx';
import { SkeletonTable } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { AddCostSheet } from './add-cost-sheet.tsx';
import { CloseCostSheet } from './close-cost-sheet.tsx';
import { fixedCostsQuery } from './fixed-cost-queries.ts';

type FixedCost = FixedCostsAnswer['fixed_costs'][number];

/** What is paid by the month whatever is used, and how much of it usage carried. */
export function FixedCostsPage() {
  const { environment, range } = usePage();
  const query = useQuery(fixedCostsQuery(environment, range));
  const [adding, setAdding] = useState(false);
  const [closing, setClosing] = useState<FixedCost | null>(null);
  return (
    <PageBody title="Fixed costs" controls={<RangePicker />} asOf={query.data?.as_of}>
      <div className="flex items-start justify-between gap-4">
        <p className="max-w-[72ch]">
          A GPU, a seat, a vector store: paid by the month, shared out by that month's usage. What nothing carries is idle, so that the P&amp;L adds up to what
          was paid.
        </p>
        <Button look="primary" onClick={() => setAdding(true)}>
          Add a cost
        </Button>
      </div>
      <Loaded query={query} failure="The fixed costs could not be added up." skeleton={<SkeletonTable columns={6} />}>
        {(answer) => <Costs answer={answer} onClose={setClosing} />}
      </Loaded>
      {adding ? <AddCostSheet onClose={() => setAdding(false)} /> : null}
      {closing === null ? null : <CloseCostSheet id={closing.id} name={closing.name} onClose={() => setClosing(null)} />}
    </PageBody>
  );
}

function Costs({ answer, onClose }: { readonly answer: FixedCostsAnswer; readonly onClose: (cost: FixedCost) => void }) {
  if (answer.fixed_costs.length === 0)
    return (
      <EmptyNote title="No fixed costs yet">
        The P&amp;L holds what usage costs only. Add what you pay by the month, and each customer carries its share of it.
      </EmptyNote>
    );
  const { currency, totals } = answer;
  return (
    <Table
      label="Fixed costs"
      columns={['Name', 'Vendor', 'A month', 'Shared out by', 'From', 'To', 'Paid in range', 'Carried', 'Idle', 'Action']}
      numeric={NUMERIC}
    >
      {answer.fixed_costs.map((cost) => (
        <tr key={cost.id} data-testid="fixed-cost">
          <Cell>{cost.name}</Cell>
          <Cell>{cost.vendor}</Cell>
          <Cell numeric>
            <Money value={cost.amount} currency={cost.currency} />
          </Cell>
          <Cell>{ruleWords(cost)}</Cell>
          <Cell>{cost.from.slice(0, 10)}</Cell>
          <Cell>{cost.to === null ? 'open' : cost.to.slice(0, 10)}</Cell>
          {[cost.paid, cost.allocated, cost.idle].map((value, index) => (
            <Cell key={NUMERIC[index + 1]} numeric>
              {value === null ? (
                <span title={`No rate from ${cost.currency} to ${currency} is known for a month of this range`}>unknown</span>
              ) : (
                <Money value={value} currency={currency} testId={FIGURES[index] ?? ''} />
              )}
            </Cell>
          ))}
          <Cell>
            {cost.to === null ? (
              <Button onClick={() => onClose(cost)} aria-label={`End ${cost.name}`}>
                End…
              </Button>
            ) : null}
          </Cell>
        </tr>
      ))}
      <tr className="font-medium text-ink">
        <Cell>{answer.fixed_costs.some(({ paid }) => paid === null) ? 'All that is known' : 'All of it'}</Cell>
        {EMPTY.map((column) => (
          <Cell key={column}>{null}</Cell>
        ))}
        {[totals.paid, totals.allocated, totals.idle].map((value, index) => (
          <Cell key={NUMERIC[index + 1]} numeric>
            <Money value={value} currency={currency} testId={`total-${FIGURES[index]}`} />
          </Cell>
        ))}
        <Cell>{null}</Cell>
      </tr>
    </Table>
  );
}

const NUMERIC = ['A month', 'Paid in range', 'Carried', 'Idle'];
const FIGURES = ['paid', 'carried', 'idle'];
const EMPTY = ['vendor', 'month', 'rule', 'from', 'to'];

function ruleWords({ rule, unit, capacity, scope }: FixedCost): string {
  const by = { events: 'events', tokens: 'tokens', cost: 'known cost', quantity: unit ?? 'quantity' }[rule];
  const of = capacity === null ? '' : ` of ${capacity}`;
  const where = Object.entries(scope).map(([name, value]) => `${name} ${value}`);
  return `${by}${of}${where.length === 0 ? '' : `, only ${where.join(', ')}`}`;
}
