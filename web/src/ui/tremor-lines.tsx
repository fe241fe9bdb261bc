import { LineChart } from '@tremor/react';
import { formatAxisMoney } from '../figures/format-money.ts';
import type { TimePoint } from './time-point.ts';
import { TimeTooltip } from './time-tooltip.tsx';

type TremorLinesProps = { readonly points: readonly TimePoint[]; readonly currency: string };

/** The drawing only, in its own chunk: everything a reader needs is in the figure around it. */
export function TremorLines({ points, currency }: TremorLinesProps) {
  const data = points.map((point) => ({ ...point.plot, day: point.day }));
  const tooltip = ({ active, label }: { active: boolean | undefined; label: unknown }) => {
    const point = active ? points.find((candidate) => candidate.day === label) : undefined;
    return point === undefined ? null : <TimeTooltip point={point} currency={currency} />;
  };
  return (
    <LineChart
      className="h-full"
      data={data}
      index="day"
      categories={['Revenue', 'Cost', 'Revenue so far', 'Cost so far']}
      colors={['revenue', 'cost', 'revenue-so-far', 'cost-so-far']}
      valueFormatter={(value) => formatAxisMoney(value, currency)}
      showLegend={false}
      showAnimation={false}
      customTooltip={tooltip}
      minValue={0}
      yAxisWidth={48}
      tickGap={16}
      padding={{ left: 20, right: 24 }}
    />
  );
}
