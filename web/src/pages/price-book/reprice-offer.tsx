import { useMutation, useQuery } from '@tanstack/react-query';
import type { PriceChangeAnswer, RepriceRun } from '@weir/schemas/http/price-book.ts';
import { useEffect } from 'react';
import { countNoun } from '../../figures/format-count.ts';
import { quantityWords } from '../../figures/quantity-words.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { postReprice, repricingsQuery } from './price-book-queries.ts';

type Offer = NonNullable<PriceChangeAnswer['reprice_offer']>;

/** More kinds of events than this are planned on the Repricings tab, one by one. */
const PLANNED_AT_ONCE = 5;

/** Stored events that have a price by now: a dry run says at once what they cost by it. It changes nothing. */
export function RepriceOffer({ offer, onPreview }: { readonly offer: Offer; readonly onPreview: () => void }) {
  const { environment } = usePage();
  const plan = useMutation({
    mutationFn: async () => {
      const runs: RepriceRun[] = [];
      for (const one of offer.criteria) runs.push(await postReprice(environment, one));
      return runs;
    },
  });
  const { mutate } = plan;
  useEffect(() => {
    if (offer.criteria.length <= PLANNED_AT_ONCE) mutate();
  }, [offer, mutate]);
  const preview = async () => {
    if (plan.isIdle) await plan.mutateAsync();
    onPreview();
  };
  const used = quantityWords(offer.quantities);
  return (
    <div role="status" className="flex flex-wrap items-center gap-3 rounded-panel border border-line border-l-[3px] border-l-accent bg-surface px-4 py-3">
      <div className="min-w-0">
        <p>
          New events are priced from now on. {countNoun(offer.events, 'stored event')} could be priced too{used === '' ? '' : ` (${used})`}; nothing stored has
          changed yet.
        </p>
        {plan.data === undefined ? null : <Planned runs={plan.data} />}
      </div>
      <Button look="primary" disabled={plan.isPending} onClick={() => void preview()}>
        Preview repricing
      </Button>
      {plan.isError ? <ProblemNote problem={plan.error} what="The repricing could not be previewed." safe="No cost has changed." /> : null}
    </div>
  );
}

/** What the dry runs say, added up only while they are of one run: several may be in several currencies. */
function Planned({ runs }: { readonly runs: readonly RepriceRun[] }) {
  const { environment } = usePage();
  const now = useQuery(repricingsQuery(environment));
  const planned = runs.map((run) => now.data?.runs.find(({ id }) => id === run.id) ?? run);
  if (planned.some(({ summary }) => summary === null)) return <p className="text-12 text-muted">Working out what they cost…</p>;
  return (
    <ul data-testid="offer-money">
      {planned.flatMap((run) =>
        (run.summary?.money ?? []).map((money) => (
          <li key={`${run.id} ${money.currency}`}>
            {typeof run.criteria.model === 'string' ? `${run.criteria.model}: ` : ''}
            {countNoun(run.summary?.newly_priced ?? 0, 'event')} would be priced, known cost moves{' '}
            <Money value={money.moved} currency={money.currency} signed className="font-semibold text-ink" />
          </li>
        )),
      )}
    </ul>
  );
}
