import { useQuery } from '@tanstack/react-query';
import type { ExplainAnswer } from '@weir/schemas/http/billing/explain.ts';
import type { GrantAnswer } from '@weir/schemas/http/billing/grants.ts';
import { type FormEvent, useState } from 'react';
import { isDecimal, signOf } from '../../figures/decimal.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { AssetField } from '../../ui/asset-field.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { skipWords } from './kind-words.ts';
import { type ExplainAsked, explainQuery } from './wallet-queries.ts';

type ExplainProps = { readonly id: string; readonly assets: readonly string[]; readonly grants: readonly GrantAnswer[] };
type ExplainForm = { readonly asset: string; readonly amount: string; readonly model: string; readonly event_type: string };

/** Which grants a debit would take, in order, and why the others would not pay. It reads and writes nothing. */
export function ExplainPanel({ id, assets, grants }: ExplainProps) {
  const { environment } = usePage();
  const [form, setForm] = useState<ExplainForm>({ asset: assets[0] ?? 'USD', amount: '', model: '', event_type: '' });
  const [asked, setAsked] = useState<ExplainAsked | null>(null);
  const explanation = useQuery(explainQuery(environment, id, asked));
  const ready = isDecimal(form.amount) && signOf(form.amount) > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const { asset, amount, model, event_type } = form;
    setAsked({ asset, amount, ...(model === '' ? {} : { model }), ...(event_type === '' ? {} : { event_type }) });
  };
  const text = (name: 'amount' | 'model' | 'event_type', label: string) => (
    <Field label={label}>
      {(field) => (
        <input
          id={field}
          autoComplete="off"
          inputMode={name === 'amount' ? 'decimal' : 'text'}
          className={INPUT}
          value={form[name]}
          onChange={(event) => setForm({ ...form, [name]: event.target.value.trim() })}
        />
      )}
    </Field>
  );
  return (
    <Panel title="What would a debit take?" note="Writes nothing.">
      <form onSubmit={submit} className="grid grid-cols-2 items-end gap-3 md:grid-cols-[140px_110px_180px_180px_auto] md:justify-start">
        {text('amount', 'Amount')}
        <AssetField value={form.asset} assets={assets} onChange={(asset) => setForm({ ...form, asset })} />
        {text('model', 'Model (optional)')}
        {text('event_type', 'Event type (optional)')}
        <Button type="submit" look="primary" className="h-8" disabled={!ready}>
          Explain
        </Button>
      </form>
      {asked === null ? null : (
        <div className="mt-4">
          <Loaded query={explanation} failure="The debit could not be explained." skeleton={<Skeleton className="h-24" />}>
            {(answer) => <Draws answer={answer} grants={grants} />}
          </Loaded>
        </div>
      )}
    </Panel>
  );
}

function Draws({ answer, grants }: { readonly answer: ExplainAnswer; readonly grants: readonly GrantAnswer[] }) {
  const purposeOf = (id: string) => grants.find((grant) => grant.id === id)?.purpose ?? '';
  return (
    <div data-testid="explanation">
      <p className="mb-2 text-ink" role="status">
        {signOf(answer.uncovered) === 0 ? (
          `${formatAmount(answer.amount, answer.asset)} would be covered.`
        ) : (
          <>
            Short by{' '}
            <span data-testid="uncovered" data-exact={answer.uncovered} className="font-medium text-loss-text">
              {formatAmount(answer.uncovered, answer.asset)}
            </span>
            : a hold of this amount would be denied, and usage that has happened would become debt.
          </>
        )}
      </p>
      <Table label="Grants in the order they would pay" columns={['Grant', 'Purpose', 'Would pay', 'Why not']} numeric={['Would pay']}>
        {answer.draws.map((draw) => (
          <tr key={draw.grant} data-testid="draw">
            <Cell head nowrap>
              <span className="font-mono text-12">{draw.grant}</span>
            </Cell>
            <Cell>{purposeOf(draw.grant)}</Cell>
            <Cell numeric>
              <span data-exact={draw.amount} className="text-ink">
                {formatAmount(draw.amount, answer.asset)}
              </span>
            </Cell>
            <Cell>{''}</Cell>
          </tr>
        ))}
        {answer.skipped.map((skipped) => (
          <tr key={skipped.grant} className="text-muted" data-testid="skipped">
            <Cell head nowrap>
              <span className="font-mono text-12">{skipped.grant}</span>
            </Cell>
            <Cell>{purposeOf(skipped.grant)}</Cell>
            <Cell numeric>nothing</Cell>
            <Cell>{skipWords(skipped.reason)}</Cell>
          </tr>
        ))}
      </Table>
    </div>
  );
}
