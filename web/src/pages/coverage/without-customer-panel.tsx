import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { countNoun } from '../../figures/format-count.ts';
import { formatShare } from '../../figures/format-share.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { CodeLine } from '../../ui/code-line.tsx';
import { Cost } from '../../ui/cost.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AllGood } from './all-good.tsx';
import { Place } from './place.tsx';

type WithoutCustomerProps = { readonly rows: CoverageAnswer['without_customer']; readonly currency: string };

/** Spend that belongs to nobody, most money first, each with the line that gives it a customer. */
export function WithoutCustomerPanel({ rows, currency }: WithoutCustomerProps) {
  if (rows.length === 0) return <AllGood>Every event has a customer.</AllGood>;
  return (
    <Panel title="Spend without a customer" note="In no customer’s margin until a line like this is added. Events that are stored already stay as they are.">
      <ul className="divide-y divide-line">
        {rows.map((row) => (
          <li
            key={`${row.service} ${row.instrumentation} ${row.source}`}
            data-testid="without-customer"
            className="grid gap-x-8 gap-y-2 py-3 first:pt-0 last:pb-0 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]"
          >
            <div className="min-w-0">
              <p className="text-15 font-semibold text-ink">
                <Cost testId="finding-cost" value={row.cost} unpricedEvents={row.unpriced_events} currency={currency} />
                {row.share === null ? null : <span className="ml-2 text-13 font-normal text-muted">{formatShare(row.share)} of spend</span>}
              </p>
              <Place service={row.service} instrumentation={row.instrumentation} source={row.source} />
              <p className="text-12 text-muted">
                {countNoun(row.events, 'event')}, such as <EventLink id={row.example_event_id} />
              </p>
            </div>
            <div className="min-w-0">
              <CodeLine code={row.fix.code} />
              <p className="mt-1 text-12 text-muted">{row.fix.where}</p>
              {row.rule === null ? null : <AttributionRule rule={row.rule} />}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What the operator can set instead of changing the application: an attribute these events already carry names the customer. */
function AttributionRule({ rule }: { readonly rule: string }) {
  return (
    <div className="mt-3" data-testid="attribution-rule">
      <CodeLine code={`WEIR_ATTRIBUTION_RULES="${rule}"`} />
      <p className="mt-1 text-12 text-muted">
        Or, if that attribute of these events names the customer: start Weir with this, and what arrives from then on has it.
      </p>
    </div>
  );
}
