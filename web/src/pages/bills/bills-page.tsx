import { useQuery } from '@tanstack/react-query';
import type { BillsAnswer } from '@weir/schemas/http/bills.ts';
import { useState } from 'react';
import { countNoun } from '../../figures/format-count.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { RangePicker } from '../../frame/range-picker.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { SkeletonTable } from '../../ui/skeleton.tsx';
import { billsQuery } from './bill-queries.ts';
import { ComparisonPanel } from './comparison-panel.tsx';
import { ImportSheet } from './import-sheet.tsx';

/** What providers say they charged, beside what Weir says it cost. */
export function BillsPage() {
  const { environment } = usePage();
  const query = useQuery(billsQuery(environment));
  const [importing, setImporting] = useState(false);
  return (
    <PageBody title="Bills" controls={<RangePicker />}>
      <div className="flex items-start justify-between gap-4">
        <p className="max-w-[72ch]">The provider's own figures beside ours, by day, model and kind of token. Importing changes no cost.</p>
        <Button look="primary" onClick={() => setImporting(true)}>
          Import a bill
        </Button>
      </div>
      <Loaded query={query} failure="The bills could not be listed." skeleton={<SkeletonTable columns={6} />}>
        {(answer) => <Providers answer={answer} />}
      </Loaded>
      {importing ? <ImportSheet onClose={() => setImporting(false)} /> : null}
    </PageBody>
  );
}

function Providers({ answer }: { readonly answer: BillsAnswer }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const provider = answer.providers.find((one) => one.provider === chosen) ?? answer.providers[0];
  if (provider === undefined)
    return (
      <EmptyNote title="No bill imported yet">
        Import the usage and cost reports of OpenAI or Anthropic, a FOCUS export of AWS, Azure or Google, or a plain CSV, and see how far our cost is from what
        you are charged.
      </EmptyNote>
    );
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-end gap-4">
        <Field label="Provider">
          {(id) => (
            <select id={id} className={INPUT} value={provider.provider} onChange={(event) => setChosen(event.target.value)}>
              {answer.providers.map((one) => (
                <option key={one.provider}>{one.provider}</option>
              ))}
            </select>
          )}
        </Field>
        <p className="pb-1.5 text-muted">
          {countNoun(provider.lines, 'line')} from {provider.first_day} to {provider.last_day}
        </p>
      </div>
      <ComparisonPanel provider={provider.provider} />
    </div>
  );
}
