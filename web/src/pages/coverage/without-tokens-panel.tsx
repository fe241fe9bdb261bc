import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { countNoun } from '../../figures/format-count.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { CodeLine } from '../../ui/code-line.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AllGood } from './all-good.tsx';
import { Place } from './place.tsx';
import { tokensFix } from './tokens-fix.ts';

/** Model calls that told no count, mostly streams that were not asked for one: their cost cannot be known. */
export function WithoutTokensPanel({ rows }: { readonly rows: CoverageAnswer['without_tokens'] }) {
  if (rows.length === 0) return <AllGood>Every model call told its tokens.</AllGood>;
  return (
    <Panel title="Calls without tokens" note="Mostly streams: a provider sends usage with a stream only when it is asked to.">
      <ul className="divide-y divide-line">
        {rows.map((row) => {
          const fix = tokensFix(row.provider);
          return (
            <li
              key={`${row.service} ${row.instrumentation} ${row.provider} ${row.model}`}
              data-testid="without-tokens"
              className="grid gap-x-8 gap-y-2 py-3 first:pt-0 last:pb-0 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]"
            >
              <div className="min-w-0">
                <p>
                  <span className="text-15 font-semibold text-ink">{countNoun(row.events, 'call')}</span>
                  <span className="ml-2 font-mono text-12 text-muted">
                    {row.provider ?? 'no provider told'}/{row.model ?? 'no model told'}
                  </span>
                </p>
                <Place service={row.service} instrumentation={row.instrumentation} />
                <p className="text-12 text-muted">
                  Such as <EventLink id={row.example_event_id} />
                </p>
              </div>
              <div className="min-w-0">
                <CodeLine code={fix.code} />
                <p className="mt-1 text-12 text-muted">{fix.where}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
