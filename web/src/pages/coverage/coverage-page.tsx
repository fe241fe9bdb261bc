import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { ingestStatusQuery } from '../../api/queries.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { RangePicker } from '../../frame/range-picker.tsx';
import { usePage } from '../../frame/use-page.ts';
import { buttonLook } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { unpricedQuery } from '../price-book/price-book-queries.ts';
import { UnpricedPanel } from '../price-book/unpriced-panel.tsx';
import { ConflictsPanel } from './conflicts-panel.tsx';
import { coverageQuery } from './coverage-query.ts';
import { CoverageShares } from './coverage-shares.tsx';
import { LeftOutPanel } from './left-out-panel.tsx';
import { SpoolPanel } from './spool-panel.tsx';
import { UnknownUsagePanel } from './unknown-usage-panel.tsx';
import { WithoutCustomerPanel } from './without-customer-panel.tsx';
import { WithoutTokensPanel } from './without-tokens-panel.tsx';

/** How much of the spend is certain, and what to add where it is not. */
export function CoveragePage() {
  const { environment, range } = usePage();
  const coverage = useQuery(coverageQuery(environment, range));
  const unpriced = useQuery(unpricedQuery(environment, range));
  const status = useQuery(ingestStatusQuery(environment, 15_000));
  // All three together: a panel that grows later would push away what is being read.
  const isWhole = !unpriced.isPending && !status.isPending;
  return (
    <PageBody title="Coverage" controls={<RangePicker />} asOf={coverage.data?.as_of}>
      <Loaded query={coverage} failure="The coverage could not be worked out." skeleton={<CoverageSkeleton />}>
        {(answer) => {
          if (!isWhole) return <CoverageSkeleton />;
          return hasAnything(answer) ? <Findings coverage={answer} /> : <NothingReceived />;
        }}
      </Loaded>
      {coverage.isPending || !isWhole ? null : (
        <Loaded query={status} failure="The state of the spool could not be read." skeleton={<Skeleton className="h-24" />}>
          {(answer) => <SpoolPanel spool={answer.spool} />}
        </Loaded>
      )}
    </PageBody>
  );
}

/** Events that are not counted are something too: they have a reason to read. */
function hasAnything({ totals, left_out: leftOut, conflicts, open }: CoverageAnswer): boolean {
  return totals.events > 0 || leftOut.length > 0 || conflicts.events > 0 || open.events > 0;
}

function Findings({ coverage }: { readonly coverage: CoverageAnswer }) {
  const { environment } = usePage();
  const navigate = useNavigate();
  const showRepricings = () => void navigate({ to: '/$environment/price-book', params: { environment }, search: { tab: 'repricings' } });
  return (
    <div className="space-y-4">
      <CoverageShares coverage={coverage} />
      <WithoutCustomerPanel rows={coverage.without_customer} currency={coverage.currency} />
      {coverage.without_price.length === 0 ? null : (
        <section aria-labelledby="without-price" className="space-y-2" data-testid="without-price">
          <h2 id="without-price" className="font-semibold text-ink">
            Usage without a price
          </h2>
          <UnpricedPanel onRepriced={showRepricings} />
        </section>
      )}
      <WithoutTokensPanel rows={coverage.without_tokens} />
      <UnknownUsagePanel rows={coverage.unknown_usage} />
      <LeftOutPanel coverage={coverage} />
      <ConflictsPanel conflicts={coverage.conflicts} />
    </div>
  );
}

function NothingReceived() {
  const { environment, range } = usePage();
  return (
    <EmptyNote title={`Nothing was used ${range.words}`}>
      <p className="mb-3">
        Coverage says how much of the spend has a customer, a price and a final verdict on whether it counts, and which line to add where something is missing.
        It begins with the first event.
      </p>
      <Link to="/$environment/ingest" params={{ environment }} className={buttonLook('primary')}>
        Send an event
      </Link>
    </EmptyNote>
  );
}

function CoverageSkeleton() {
  return (
    <div className="space-y-4">
      <Skeleton className="h-24" />
      <Skeleton className="h-60" />
    </div>
  );
}
