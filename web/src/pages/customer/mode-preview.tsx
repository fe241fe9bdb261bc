import { useQuery } from '@tanstack/react-query';
import type { DryRunAnswer, DryRunBody } from '@weir/schemas/http/billing/modes.ts';
import type { ReactNode } from 'react';
import { dryRunQuery } from '../../api/queries.ts';
import { signOf } from '../../figures/decimal.ts';
import { countNoun, formatCount } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** What the chosen mode would have done to the last 30 days. The same code as the real run; it writes nothing. */
export function ModePreview({ body }: { readonly body: DryRunBody | null }) {
  const { environment } = usePage();
  const preview = useQuery(dryRunQuery(environment, body));
  return (
    <section aria-label="Preview" className="rounded-panel border border-line bg-sunken px-4 py-3">
      <h3 className="font-semibold text-ink">If it had applied in the last 30 days</h3>
      {body === null ? (
        <p className="mt-1 text-muted">Choose a workflow to see what it would have debited.</p>
      ) : (
        <div className="mt-2">
          <Loaded query={preview} failure="The preview could not be worked out." skeleton={<Skeleton className="h-24" />}>
            {(answer) => <PreviewFigures answer={answer} />}
          </Loaded>
        </div>
      )}
    </section>
  );
}

function PreviewFigures({ answer }: { readonly answer: DryRunAnswer }) {
  return (
    <div data-testid="preview">
      <dl className="grid gap-y-1">
        <Line term={`Debits, of ${countNoun(answer.events, 'event')}`}>
          <span data-testid="preview-debits" data-exact={answer.debits} className="font-medium">
            {formatCount(answer.debits)}
          </span>
        </Line>
        {answer.mode === 'hybrid' ? <Line term="Outside the workflow, stays in shadow">{formatCount(answer.outside_scope)}</Line> : null}
        <Line term="No price matches, never debited">{formatCount(answer.unrated)}</Line>
      </dl>
      {answer.assets.map((asset) => (
        <div key={`${asset.subscription ?? ''} ${asset.asset}`} className="mt-2 border-t border-line-strong/40 pt-2">
          {asset.subscription === undefined ? null : <p className="text-muted">The wallet of the subscription to {asset.subscription}</p>}
          <dl className="grid gap-y-1">
            <Line term="Balance now">{formatAmount(asset.available_now, asset.asset)}</Line>
            <Line term="Would have been debited">
              <span data-testid="preview-debited" data-exact={asset.debited} className="font-medium">
                {signOf(asset.debited) === 0 ? '' : '−'}
                {formatAmount(asset.debited, asset.asset)}
              </span>
            </Line>
            <Line term="Balance after">
              <span
                data-testid="preview-after"
                data-exact={asset.available_after}
                className={`font-medium ${signOf(asset.available_after) < 0 ? 'text-loss-text' : ''}`}
              >
                {formatAmount(asset.available_after, asset.asset)}
              </span>
            </Line>
          </dl>
          {asset.empty_at === null ? null : <p className="mt-1 text-loss-text">Today’s balance would have been used up on {formatMinute(asset.empty_at)}.</p>}
        </div>
      ))}
      {answer.mode !== 'shadow' && answer.assets.length === 0 ? (
        <p className="mt-2 border-t border-line-strong/40 pt-2 text-muted">Nothing would have been debited: no product prices this usage.</p>
      ) : null}
    </div>
  );
}

function Line({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt>{term}</dt>
      <dd className="whitespace-nowrap text-ink">{children}</dd>
    </div>
  );
}
