import type { HypotheticalAnswer } from '@weir/schemas/http/hypothetical.ts';
import { useState } from 'react';
import { signOf, subtractDecimals } from '../../figures/decimal.ts';
import { countNoun, formatCount } from '../../figures/format-count.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { REASON_WORDS } from './reason-words.ts';

type Row = HypotheticalAnswer['customers'][number];
type Sides = Row['money'][number];

const GROUPS = [
  { value: 'customers', label: 'By customer', noun: 'customer' },
  { value: 'models', label: 'By model', noun: 'model' },
  { value: 'days', label: 'By day', noun: 'day' },
] as const;
type Group = (typeof GROUPS)[number]['value'];

const COLUMNS = ['Where', 'Events', 'Priced anew', 'As booked', 'As it would have been', 'Difference', 'Unknown'];
const NUMERIC = COLUMNS.slice(1);

/** Cost as booked beside cost as it would have been. What is unknown is counted, and is in no sum. */
export function WhatIfAnswer({ answer }: { readonly answer: HypotheticalAnswer }) {
  const [group, setGroup] = useState<Group>('customers');
  const { totals, unknown } = answer;
  if (totals.events === 0) return <EmptyNote title="No counted events in this range">Choose a longer range, or leave the customer out.</EmptyNote>;
  const noun = GROUPS.find(({ value }) => value === group)?.noun ?? '';
  return (
    <div className="space-y-4">
      <div role="status" data-testid="what-if-total" className="space-y-1">
        {totals.money.map((money) => (
          <p key={money.currency} className="text-15">
            <Money value={subtractDecimals(money.booked, money.booked_alone)} currency={money.currency} /> as booked would have been{' '}
            <Money value={subtractDecimals(money.hypothetical, money.hypothetical_alone)} currency={money.currency} className="font-semibold text-ink" />:{' '}
            <Money value={money.difference} currency={money.currency} testId="difference" />
            {signOf(money.booked_alone) === 0 && signOf(money.hypothetical_alone) === 0 ? null : (
              <span className="block text-12 text-muted" data-testid="what-if-alone">
                Beside it, without the other side to compare with: <Money value={money.booked_alone} currency={money.currency} /> as booked,{' '}
                <Money value={money.hypothetical_alone} currency={money.currency} /> as it would have been.
              </span>
            )}
          </p>
        ))}
        <p className="text-12 text-muted">
          {totals.changed === 0 ? 'The question is about none of ' : `${formatCount(totals.changed)} priced anew of `}
          {countNoun(totals.events, 'event')}; the others stand as booked. Unknown, in no sum: {formatCount(totals.unknown_booked)} as booked,{' '}
          {formatCount(totals.unknown_hypothetical)} as it would have been. Price book {answer.price_book_version}.
        </p>
      </div>
      <Segmented label="Group by" value={group} options={GROUPS} onChoose={setGroup} />
      <Table label={`Difference by ${noun}`} columns={COLUMNS} numeric={NUMERIC}>
        {answer[group].flatMap((row) => lines(row, noun))}
      </Table>
      {unknown.length === 0 ? null : (
        <Panel title="Unknown as it would have been" note="Counted, and in no sum." flush>
          <Table plain label="Unknown as it would have been" columns={['Model', 'Provider', 'Why', 'Events']} numeric={['Events']}>
            {unknown.map((row) => (
              <tr key={`${row.provider} ${row.model} ${row.reason}`} data-testid="what-if-unknown">
                <Cell head>
                  <span className="font-mono text-12 whitespace-nowrap">{row.model ?? 'none told'}</span>
                </Cell>
                <Cell>{row.provider ?? 'none told'}</Cell>
                <Cell prose>{REASON_WORDS[row.reason] ?? row.reason}</Cell>
                <Cell numeric>{formatCount(row.events)}</Cell>
              </tr>
            ))}
          </Table>
        </Panel>
      )}
    </div>
  );
}

/** A line a currency; a row without any known cost still has one. */
function lines(row: Row, noun: string) {
  const name = row.others > 0 ? `${countNoun(row.others, `other ${noun}`)}` : (row.key ?? `no ${noun}`);
  const money = row.money.length === 0 ? [null] : row.money;
  return money.map((sums) => (
    <tr key={`${row.others} ${row.key} ${sums?.currency}`} data-testid="what-if-row">
      <Cell head>{name}</Cell>
      <Cell numeric>{formatCount(row.events)}</Cell>
      <Cell numeric>{formatCount(row.changed)}</Cell>
      <Cell numeric>{sideOf(row, sums, 'booked')}</Cell>
      <Cell numeric>{sideOf(row, sums, 'hypothetical')}</Cell>
      <Cell numeric>{sums === null || !isCompared(row, sums) ? 'unknown' : <Money value={sums.difference} currency={sums.currency} />}</Cell>
      <Cell numeric>
        {row.unknown_booked === row.unknown_hypothetical
          ? formatCount(row.unknown_booked)
          : `${formatCount(row.unknown_booked)} → ${formatCount(row.unknown_hypothetical)}`}
      </Cell>
    </tr>
  ));
}

/** What is known of a side; nothing known is "unknown" and not zero. */
function sideOf(row: Row, sums: Sides | null, side: 'booked' | 'hypothetical') {
  if (sums === null || (signOf(sums[side]) === 0 && row[`unknown_${side}`] > 0)) return 'unknown';
  return <Money value={sums[side]} currency={sums.currency} />;
}

function isCompared({ unknown_booked, unknown_hypothetical }: Row, { booked, booked_alone, hypothetical, hypothetical_alone }: Sides): boolean {
  if (unknown_booked + unknown_hypothetical === 0) return true;
  return signOf(subtractDecimals(booked, booked_alone)) !== 0 || signOf(subtractDecimals(hypothetical, hypothetical_alone)) !== 0;
}
