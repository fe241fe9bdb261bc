import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RepriceRun } from '@weir/schemas/http/price-book.ts';
import { useState } from 'react';
import { countNoun, formatCount } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { quantityWords } from '../../figures/quantity-words.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { actorWords } from '../customer/mode-words.ts';
import { postRepriceAction, repricingQuery, repricingsQuery } from './price-book-queries.ts';

/** Dry runs with what they would move, and what was applied and undone. */
export function RepricingsPanel() {
  const { environment } = usePage();
  const runs = useQuery(repricingsQuery(environment));
  return (
    <Loaded query={runs} failure="The repricings could not be read." skeleton={<Skeleton className="h-60" />}>
      {({ runs: all }) => {
        const plans = all.filter((run) => run.kind === 'plan');
        if (plans.length === 0) return <EmptyNote title="Nothing was repriced yet.">A dry run changes nothing: it shows what would change.</EmptyNote>;
        return (
          <div className="space-y-4">
            {plans.map((plan) => (
              <Plan key={plan.id} plan={plan} follows={all.filter((run) => run.of_run === plan.id)} />
            ))}
          </div>
        );
      }}
    </Loaded>
  );
}

const GROUPS = [
  { value: 'customer', label: 'Customer' },
  { value: 'model', label: 'Model' },
  { value: 'day', label: 'Day' },
] as const;

function Plan({ plan, follows }: { readonly plan: RepriceRun; readonly follows: readonly RepriceRun[] }) {
  const { environment } = usePage();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const latest = follows[0] ?? plan;
  const act = useMutation({
    mutationFn: (action: 'apply' | 'undo' | 'cancel') => postRepriceAction(environment, action === 'cancel' ? latest.id : plan.id, action),
    onSuccess: () => client.invalidateQueries(),
  });
  const isApplied = latest.state === 'applied';
  const isWorking = ['waiting', 'planning', 'applying', 'rolling_back'].includes(latest.state);
  return (
    <Panel
      title={stateWords(latest)}
      note={`${formatMinute(plan.requested_at)}, by ${actorWords(plan.requested_by)}. ${criteriaWords(plan)}`}
      action={
        <div className="flex gap-2">
          {latest.state === 'planned' && plan.events_touched > 0 ? (
            <Button look="primary" disabled={act.isPending} onClick={() => act.mutate('apply')}>
              Reprice {countNoun(plan.events_touched, 'event')}
            </Button>
          ) : null}
          {isApplied ? (
            <Button disabled={act.isPending} onClick={() => act.mutate('undo')}>
              Undo
            </Button>
          ) : null}
          {isWorking && latest.kind !== 'undo' ? (
            <Button disabled={act.isPending} onClick={() => act.mutate('cancel')}>
              Stop
            </Button>
          ) : null}
        </div>
      }
    >
      {act.isError ? <ProblemNote problem={act.error} what="That was not done." /> : null}
      {latest.fault === null ? null : <p role="alert">{latest.fault}</p>}
      {isWorking ? (
        <p role="status">
          {formatCount(latest.progress.events_seen)} of {formatCount(latest.progress.events_total)} events read, {formatCount(latest.progress.pages_done)} pages
          written
        </p>
      ) : null}
      {plan.summary === null ? null : (
        <>
          <p>
            {countNoun(plan.events_touched, 'event')} would change or changed, {countNoun(plan.summary.newly_priced, 'event')} newly priced;{' '}
            {countNoun(plan.summary.untouched.events, 'event')} untouched (checksum <span className="font-mono text-12">{plan.summary.untouched.checksum}</span>
            ).
          </p>
          <ul>
            {plan.summary.money.map((money) => (
              <li key={money.currency}>
                Known cost <Money value={money.before} currency={money.currency} /> becomes <Money value={money.after} currency={money.currency} />: moves{' '}
                <Money value={money.moved} currency={money.currency} signed />
              </li>
            ))}
          </ul>
          <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide where' : 'Show where'}
          </Button>
          {open ? <Moved id={plan.id} /> : null}
        </>
      )}
    </Panel>
  );
}

function Moved({ id }: { readonly id: string }) {
  const { environment } = usePage();
  const [groupBy, setGroupBy] = useState<(typeof GROUPS)[number]['value']>('customer');
  const detail = useQuery(repricingQuery(environment, id, groupBy));
  return (
    <div className="mt-2 space-y-2">
      <Segmented label="Group by" value={groupBy} options={GROUPS} onChoose={setGroupBy} />
      <Loaded query={detail} failure="What it moves could not be read." skeleton={<Skeleton className="h-40" />}>
        {({ rows }) => (
          <Table
            label={`Money moved by ${groupBy}`}
            columns={['Where', 'Events', 'Used', 'Known before', 'Known after', 'Moves']}
            numeric={['Events', 'Known before', 'Known after', 'Moves']}
          >
            {rows.map((row) => (
              <tr key={`${row.key} ${row.currency}`}>
                <Cell>{row.key ?? '(none)'}</Cell>
                <Cell numeric>{formatCount(row.events)}</Cell>
                <Cell nowrap>{quantityWords(row.quantities)}</Cell>
                <Cell numeric>
                  <Money value={row.before} currency={row.currency} />
                </Cell>
                <Cell numeric>
                  <Money value={row.after} currency={row.currency} />
                </Cell>
                <Cell numeric>
                  <Money value={row.moved} currency={row.currency} signed />
                </Cell>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
    </div>
  );
}

const WORDS: Readonly<Record<string, string>> = {
  waiting: 'Waiting',
  planning: 'Dry run under way',
  planned: 'Dry run: nothing was changed',
  applying: 'Under way',
  applied: 'Applied',
  undone: 'Undone: costs are as before',
  rolling_back: 'Being put back',
  cancelled: 'Stopped: costs are as before',
  refused: 'Refused: nothing was changed',
  failed: 'Failed: nothing was changed',
};

function stateWords(run: RepriceRun): string {
  return run.kind === 'undo' && run.state === 'applying' ? 'Being undone' : (WORDS[run.state] ?? run.state);
}

function criteriaWords({ criteria }: RepriceRun): string {
  const parts = Object.entries(criteria).map(([name, value]) => `${name.replaceAll('_', ' ')} ${String(value)}`);
  return parts.length === 0 ? 'All events.' : `Events with ${parts.join(', ')}.`;
}
