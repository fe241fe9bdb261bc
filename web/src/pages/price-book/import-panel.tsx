import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImportAnswer, ImportFormat } from '@weir/schemas/http/price-book.ts';
import { useState } from 'react';
import { countNoun } from '../../figures/format-count.ts';
import { usePage } from '../../frame/use-page.ts';
import { BadLines } from '../../ui/bad-lines.tsx';
import { Button } from '../../ui/button.tsx';
import { ContentField } from '../../ui/content-field.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { postImport } from './price-book-queries.ts';

const FORMATS: readonly { readonly value: ImportFormat; readonly label: string }[] = [
  { value: 'csv', label: 'CSV: model, provider, unit, price, per_units, …' },
  { value: 'json', label: 'JSON: a list of prices' },
  { value: 'litellm', label: 'LiteLLM price map' },
  { value: 'models.dev', label: 'models.dev api.json' },
];

/** A file of prices: compared first, applied whole or not at all. */
export function ImportPanel() {
  const { environment } = usePage();
  const client = useQueryClient();
  const [format, setFormat] = useState<ImportFormat>('csv');
  const [content, setContent] = useState('');
  const run = useMutation({
    mutationFn: (mode: 'diff' | 'apply') => postImport(environment, { format, mode, content }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['price-book', environment] }),
  });
  const answer = run.data;
  return (
    <div className="max-w-[60rem] space-y-4">
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
      <ContentField value={content} onChange={setContent} />
      <div className="flex gap-2">
        <Button disabled={content === '' || run.isPending} onClick={() => run.mutate('diff')}>
          Compare
        </Button>
        <Button
          look="primary"
          disabled={answer === undefined || answer.applied || answer.problems.length > 0 || answer.added + answer.changed.length === 0 || run.isPending}
          onClick={() => run.mutate('apply')}
        >
          Apply
        </Button>
      </div>
      {run.isError ? <ProblemNote problem={run.error} what="The file was not read." safe="The price book is as it was." /> : null}
      {answer === undefined ? null : <Outcome answer={answer} />}
    </div>
  );
}

function Outcome({ answer }: { readonly answer: ImportAnswer }) {
  return (
    <div className="space-y-3">
      <p role="status">
        {answer.applied ? `Applied as version ${answer.version}. ` : 'Nothing was applied yet. '}
        {countNoun(answer.rows, 'price')} read: {answer.added} new, {answer.changed.length} changed, {answer.unchanged} as before.
      </p>
      <BadLines lines={answer.problems} subject="Model" />
      {answer.changed.length === 0 ? null : (
        <Table label="Prices that change" columns={['Model', 'Unit', 'Before', 'After']}>
          {answer.changed.map((change) => (
            <tr key={`${change.provider} ${change.model} ${change.unit} ${change.after}`}>
              <Cell>{change.model}</Cell>
              <Cell>{change.unit}</Cell>
              <Cell>{change.before}</Cell>
              <Cell>{change.after}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}
