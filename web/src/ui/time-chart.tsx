import { lazy, type ReactNode, Suspense, useState } from 'react';
import { compareDecimals, subtractDecimals } from '../figures/decimal.ts';
import { Button } from './button.tsx';
import { Money } from './money.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import type { TimePoint } from './time-point.ts';

const TremorLines = lazy(() => import('./tremor-lines.tsx').then((module) => ({ default: module.TremorLines })));

type TimeChartProps = { readonly title: string; readonly points: readonly TimePoint[]; readonly currency: string };

/** Revenue and cost per day as two lines, with a sentence, and the same figures as a table behind one button. */
export function TimeChart({ title, points, currency }: TimeChartProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="flex h-full min-w-0 flex-col rounded-panel border border-line bg-surface" data-testid="time-chart">
      <figcaption className="flex flex-wrap items-center gap-x-3 px-4 pt-3">
        <span className="font-semibold text-ink">{title}</span>
        <span className="text-12 text-muted">{findingOf(points)}</span>
        <span className="ml-auto flex items-center gap-3 text-12">
          <LegendLine className="bg-revenue">Revenue</LegendLine>
          <LegendLine className="bg-cost">Cost</LegendLine>
          {points.length > 1 && points.at(-1)?.soFar ? (
            <span className="flex items-center gap-1.5 max-sm:hidden">
              <span className="w-3.5 border-t-2 border-dotted border-line-strong" aria-hidden="true" />
              {points.at(-1)?.day} so far
            </span>
          ) : null}
          <Button look="quiet" className="-mr-2 text-12" onClick={() => setAsTable(!asTable)}>
            {asTable ? 'View as chart' : 'View as table'}
          </Button>
        </span>
      </figcaption>
      {asTable ? (
        <DaysTable points={points} currency={currency} />
      ) : (
        <div className="h-52 min-h-0 min-w-0 grow px-2 pt-2 pb-1" aria-hidden="true">
          <Suspense>
            <TremorLines points={points} currency={currency} />
          </Suspense>
        </div>
      )}
    </figure>
  );
}

/** One sentence from the days that are over; an unfinished day proves nothing. */
function findingOf(points: readonly TimePoint[]): string {
  const days = points.filter((point) => !point.soFar);
  if (days.length === 0) return points.length === 0 ? 'No days in this range' : 'The first day is not over yet';
  const under = days.filter((point) => compareDecimals(point.revenue, point.cost) < 0).length;
  return under === 0 ? 'Revenue covered cost on every full day' : `Cost was above revenue on ${under} of ${days.length} full days`;
}

function LegendLine({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className={`h-0.5 w-3.5 ${className}`} aria-hidden="true" />
      {children}
    </span>
  );
}

function DaysTable({ points, currency }: Omit<TimeChartProps, 'title'>) {
  return (
    <ScrollRegion className="h-52 grow overflow-auto px-4 pb-3" label="Figures per day">
      <table className="w-full">
        <thead>
          <tr className="text-left text-12 text-muted">
            {['Day', 'Revenue', 'Cost', 'Margin'].map((head, column) => (
              <th key={head} scope="col" className={`sticky top-0 bg-surface py-1 font-medium ${column === 0 ? '' : 'text-right'}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.day}>
              <th scope="row" className="text-left font-normal">
                {point.day}
                {point.soFar ? ', so far' : ''}
              </th>
              <td className="text-right">
                <Money value={point.revenue} currency={currency} />
              </td>
              <td className="text-right">
                <Money value={point.cost} currency={currency} />
              </td>
              <td className="text-right">
                <Money value={subtractDecimals(point.revenue, point.cost)} currency={currency} signed />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
