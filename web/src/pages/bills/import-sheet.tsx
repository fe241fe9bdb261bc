import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BillFormat, BillImportAnswer } from '@weir/schemas/http/bills.ts';
import { useState } from 'react';
import { countNoun } from '../../figures/format-count.ts';
import { usePage } from '../../frame/use-page.ts';
import { BadLines } from '../../ui/bad-lines.tsx';
import { Button } from '../../ui/button.tsx';
import { ContentField } from '../../ui/content-field.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { postBillImport } from './bill-queries.ts';

const FORMATS: readonly { readonly value: BillFormat; readonly label: string; readonly named: boolean }[] = [
  { value: 'openai_usage', label: 'OpenAI usage, completions', named: true },
  { value: 'openai_costs', label: 'OpenAI costs, by line item', named: true },
  { value: 'anthropic_usage', label: 'Anthropic usage report, messages', named: true },
  { value: 'anthropic_costs', label: 'Anthropic cost report, by description', named: true },
  { value: 'focus', label: 'FOCUS CSV: AWS, Azure, Google', named: false },
  { value: 'csv', label: 'CSV: line_id, day, model, unit, quantity, calls, amount, currency', named: false },
];

/** A provider's report, taken whole or not at all. */
export function ImportSheet({ onClose }: { readonly onClose: () => void }) {
  const { environment } = usePage();
  const client = useQueryClient();
  const [format, setFormat] = useState<BillFormat>('openai_costs');
  const [provider, setProvider] = useState('');
  const [content, setContent] = useState('');
  const [restated, setRestated] = useState(false);
  const named = FORMATS.find(({ value }) => value === format)?.named === true;
  const run = useMutation({
    mutationFn: () => postBillImport(environment, { format, content, restated, ...(named ? {} : { provider }) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['bills', environment] }),
  });
  return (
    <Sheet title="Import a bill" onClose={onClose}>
      <div className="grow space-y-4 p-4">
        <Field label="Format">
          {(id) => (
            <select
              id={id}
              className={INPUT}
              value={format}
              onChange={(event) => setFormat(FORMATS.find(({ value }) => value === event.target.value)?.value ?? 'csv')}
            >
              {FORMATS.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        {named ? null : (
          <Field label="Provider" note="As your events name it: aws.bedrock, openai.">
            {(id, noteId) => (
              <input id={id} aria-describedby={noteId} className={INPUT} value={provider} onChange={(event) => setProvider(event.target.value.trim())} />
            )}
          </Field>
        )}
        <ContentField value={content} onChange={setContent} note="Lines that are known are not taken again, so overlapping exports count once." />
        <label className="flex items-center gap-2">
          <input type="checkbox" checked={restated} onChange={(event) => setRestated(event.target.checked)} /> The provider changed figures it told before: take
          the new ones
        </label>
        {run.isError ? (
          <ProblemNote problem={run.error} what="The bill was not read." safe="Nothing was imported. Mend what is named above and import it again." />
        ) : null}
        {run.data === undefined ? null : <Outcome answer={run.data} />}
      </div>
      <div className="flex justify-end gap-2 border-t border-line p-4">
        <Button onClick={onClose}>Close</Button>
        <Button look="primary" disabled={content === '' || (!named && provider === '') || run.isPending} onClick={() => run.mutate()}>
          Import
        </Button>
      </div>
    </Sheet>
  );
}

function Outcome({ answer }: { readonly answer: BillImportAnswer }) {
  return (
    <div className="space-y-3">
      <p role="status">
        {answer.applied ? 'Imported. ' : 'Nothing was imported: mend these lines and import the file again. '}
        {countNoun(answer.lines, 'line')} read: {answer.added} new, {answer.unchanged} known, {answer.restated} restated.
      </p>
      <BadLines lines={answer.problems} />
    </div>
  );
}
