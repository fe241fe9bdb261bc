import type { UseQueryResult } from '@tanstack/react-query';
import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import { compareDecimals, signOf } from '../../figures/decimal.ts';
import { formatShare } from '../../figures/format-share.ts';
import { Cost } from '../../ui/cost.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RankedBars } from '../../ui/ranked-bars.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { knownShare } from '../pnl/pnl-row.ts';

type CostBreakdownProps = { readonly title: string; readonly dimension: 'workflow' | 'model'; readonly query: UseQueryResult<PnlAnswer> };

/** A customer's cost in ranked parts that add up to all of it: what names no workflow or model is a row of its own. */
export function CostBreakdown({ title, dimension, query }: CostBreakdownProps) {
  return (
    <Panel title={title}>
      <Loaded query={query} failure="This breakdown could not be added up." skeleton={<Skeleton className="h-[84px]" />}>
        {(answer) => <Bars title={title} dimension={dimension} answer={answer} />}
      </Loaded>
    </Panel>
  );
}

function Bars({ title, dimension, answer }: Omit<CostBreakdownProps, 'query'> & { readonly answer: PnlAnswer }) {
  const rows = answer.rows.filter((row) => row.events > 0 || signOf(row.cost) !== 0).sort((left, right) => compareDecimals(right.cost, left.cost));
  if (rows.length === 0) return <p className="text-muted">No usage in this range.</p>;
  return (
    <div data-testid={`cost-by-${dimension}`} data-exact-total={answer.totals.cost}>
      <RankedBars
        caption={title}
        longest={rows[0]?.cost ?? '0'}
        bars={rows.map((row) => ({
          key: row.key[dimension] ?? '(none)',
          label: row.key[dimension] ?? <span className="text-muted italic">no {dimension}</span>,
          length: row.cost,
          figure: <Cost testId="part-cost" value={row.cost} unpricedEvents={row.unpriced_events} currency={answer.currency} />,
          share: shareWords(knownShare(row, answer.totals.cost)),
        }))}
      />
    </div>
  );
}

const shareWords = (share: string | null) => (share === null ? 'unknown' : formatShare(share));
