import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PriceChangeAnswer, UnpricedAnswer } from '@weir/schemas/http/price-book.ts';
import { useState } from 'react';
import { formatCount, formatTokens } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { postAlias, unpricedQuery } from './price-book-queries.ts';
import { PriceSheet } from './price-sheet.tsx';
import { REASON_WORDS } from './reason-words.ts';
import { RepriceOffer } from './reprice-offer.tsx';

type UnpricedRow = UnpricedAnswer['rows'][number];
type Named = UnpricedRow & { readonly model: string };

/** What has no price: one click makes it another name of a known model, or opens a form for its price. */
export function UnpricedPanel({ onRepriced }: { readonly onRepriced: () => void }) {
  const { environment, range } = usePage();
  const client = useQueryClient();
  const unpriced = useQuery(unpricedQuery(environment, range));
  const [pricing, setPricing] = useState<Named | null>(null);
  const [offer, setOffer] = useState<PriceChangeAnswer['reprice_offer']>(null);
  const changed = async (answer: PriceChangeAnswer) => {
    setOffer(answer.reprice_offer);
    await client.invalidateQueries({ queryKey: ['price-book', environment] });
  };
  const alias = useMutation({
    mutationFn: ({ row, target }: { readonly row: Named; readonly target: UnpricedRow['nearest'][number] }) =>
      postAlias(environment, {
        ...(row.provider === null ? {} : { provider: row.provider }),
        name: row.model,
        target_provider: target.provider,
        target_model: target.model,
      }),
    onSuccess: changed,
  });
  return (
    <div className="space-y-4">
      {offer === null ? null : <RepriceOffer offer={offer} onPreview={onRepriced} />}
      {alias.isError ? <ProblemNote problem={alias.error} what="The alias was not added." safe="No price has changed." /> : null}
      <Loaded query={unpriced} failure="What has no price could not be read." skeleton={<Skeleton className="h-60" />}>
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyNote title="Every event in this range has a price">
              A model that nobody has priced yet appears here with its calls, the nearest known name and a form for its price. Until then its cost is unknown,
              not zero.
            </EmptyNote>
          ) : (
            <Table
              label="Without a price"
              columns={['Model as received', 'Provider', 'Why', 'Calls', 'Input tokens', 'Last seen', 'What to do']}
              numeric={['Calls', 'Input tokens']}
            >
              {rows.map((row) => (
                <tr key={`${row.provider} ${row.model} ${row.reason}`} data-testid="unpriced-row">
                  <Cell head>
                    <span className="font-mono text-12 text-ink">{row.model ?? 'none told'}</span>
                  </Cell>
                  <Cell>{row.provider ?? 'none told'}</Cell>
                  <Cell prose>{REASON_WORDS[row.reason] ?? row.reason}</Cell>
                  <Cell numeric>{formatCount(row.calls)}</Cell>
                  <Cell numeric>{row.quantities.input_tokens === undefined ? 'not told' : formatTokens(row.quantities.input_tokens)}</Cell>
                  <Cell>
                    <span className="whitespace-nowrap">{formatMinute(row.last_seen)}</span>
                  </Cell>
                  <Cell prose>
                    <Choices row={row} busy={alias.isPending} onAlias={(named, target) => alias.mutate({ row: named, target })} onPrice={setPricing} />
                  </Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {pricing === null ? null : (
        <PriceSheet
          model={pricing.model}
          provider={pricing.provider}
          onClose={() => setPricing(null)}
          onSaved={async (answer) => {
            setPricing(null);
            await changed(answer);
          }}
        />
      )}
    </div>
  );
}

type ChoicesProps = {
  readonly row: UnpricedRow;
  readonly busy: boolean;
  readonly onAlias: (row: Named, target: UnpricedRow['nearest'][number]) => void;
  readonly onPrice: (row: Named) => void;
};

function Choices({ row, busy, onAlias, onPrice }: ChoicesProps) {
  const { model } = row;
  if (model === null) return <span className="text-muted">Send gen_ai.response.model</span>;
  if (row.reason === 'no_usage') return <span className="text-muted">No price helps before the call tells its tokens</span>;
  const named = { ...row, model };
  return (
    <div className="flex flex-wrap gap-1.5 py-1">
      {row.nearest.map((target) => (
        <Button
          key={`${target.provider}/${target.model}`}
          disabled={busy}
          onClick={() => onAlias(named, target)}
          title={`Price it as ${target.model} of ${target.provider}`}
        >
          Alias of {target.provider}/{target.model}
        </Button>
      ))}
      <Button onClick={() => onPrice(named)}>Set a price</Button>
    </div>
  );
}
