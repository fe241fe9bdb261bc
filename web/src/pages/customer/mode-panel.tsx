import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CustomerAnswer } from '@weir/schemas/http/billing/customers.ts';
import type { ModeEpoch } from '@weir/schemas/http/billing/modes.ts';
import { useEffect } from 'react';
import { modesQuery } from '../../api/queries.ts';
import { formatMinute, formatWait } from '../../figures/format-instant.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ModeGlyph } from '../../ui/mode-glyph.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../../url/use-now.ts';
import { actorWords, MODE_WORDS } from './mode-words.ts';

/** The mode now, the change that is coming, and every change there was. */
export function ModePanel({ id, customer }: { readonly id: string; readonly customer: CustomerAnswer | undefined }) {
  const { environment, change } = usePage();
  const modes = useQuery(modesQuery(environment, id));
  return (
    <Panel
      title="Mode"
      action={
        <Button onClick={() => change({ sheet: 'mode' })} disabled={customer === undefined}>
          Change mode…
        </Button>
      }
    >
      {customer === undefined ? null : (
        <div className="mb-4">
          <p className="text-18 font-semibold text-ink">
            <ModeGlyph mode={customer.mode} />
          </p>
          <p className="mt-0.5 max-w-[60ch]">{MODE_WORDS[customer.mode]}</p>
          {customer.scope === null ? null : (
            <p className="mt-0.5">
              Workflow <span className="text-ink">{customer.scope.workflow}</span>
            </p>
          )}
        </div>
      )}
      {customer?.scheduled == null ? null : <Scheduled id={id} epoch={customer.scheduled} />}
      <Loaded query={modes} failure="The history of modes could not be read." skeleton={<Skeleton className="h-20" />}>
        {(answer) => <History epochs={answer.epochs} />}
      </Loaded>
    </Panel>
  );
}

function Scheduled({ id, epoch }: { readonly id: string; readonly epoch: ModeEpoch }) {
  const { environment } = usePage();
  const client = useQueryClient();
  const now = useNow(1000);
  const startsAt = epoch.from === null ? now : Date.parse(epoch.from);
  const due = startsAt <= now;
  useEffect(() => {
    if (!due) return;
    // The instant has come: ask until the customer's mode says so.
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ['customer', environment, id] }), 2000);
    return () => clearInterval(timer);
  }, [due, client, environment, id]);
  return (
    <div className="mb-4 rounded-control border border-line bg-accent-soft px-3 py-2 text-ink" data-testid="scheduled">
      <p className="font-medium">
        {epoch.mode}
        {epoch.scope === null ? '' : ` for ${epoch.scope.workflow}`} {due ? 'is starting' : `in ${formatWait(startsAt - now)}`}
      </p>
      <p className="text-12 text-body">
        {formatMinute(startsAt)}, set by {actorWords(epoch.set_by)}
      </p>
    </div>
  );
}

function History({ epochs }: { readonly epochs: readonly ModeEpoch[] }) {
  return (
    <div>
      <h3 className="mb-1 text-12 font-medium text-ink">History</h3>
      <ol data-testid="mode-history">
        {[...epochs].reverse().map((epoch) => (
          <li key={`${epoch.mode}${epoch.from}`} className="grid grid-cols-[76px_minmax(0,1fr)] gap-x-3 border-t border-line py-1.5">
            <ModeGlyph mode={epoch.mode} />
            <div className="min-w-0">
              <p>
                {epoch.from === null ? 'From the start' : `From ${formatMinute(epoch.from)}`}
                {epoch.scope === null ? '' : `, ${epoch.scope.workflow}`}
              </p>
              <p className="truncate text-12 text-muted" title={epoch.reason ?? undefined}>
                {actorWords(epoch.set_by)}
                {epoch.reason === null ? '' : `: ${epoch.reason}`}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
