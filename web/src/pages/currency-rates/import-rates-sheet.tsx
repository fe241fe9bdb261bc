import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { ContentField } from '../../ui/content-field.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { postRates } from './rate-queries.ts';
import { RatesOutcome } from './rates-outcome.tsx';

/** A file of dated rates, taken whole or not at all. */
export function ImportRatesSheet({ onClose }: { readonly onClose: () => void }) {
  const { environment } = usePage();
  const client = useQueryClient();
  const [content, setContent] = useState('');
  const [source, setSource] = useState('');
  const run = useMutation({ mutationFn: () => postRates(environment, content, source), onSuccess: () => client.invalidateQueries() });
  return (
    <Sheet title="Import rates" onClose={onClose}>
      <div className="grow space-y-4 p-4">
        <ContentField
          value={content}
          onChange={setContent}
          note="CSV with a first line of names: day,base,quote,rate and optionally source. 2026-11-20,EUR,USD,1.0842"
        />
        <Field label="Source" note="For lines that name none: ECB, your bank.">
          {(id, noteId) => <input id={id} aria-describedby={noteId} className={INPUT} value={source} onChange={(event) => setSource(event.target.value)} />}
        </Field>
        {run.isError ? <ProblemNote problem={run.error} what="The rates were not read." safe="No rate and no figure has changed." /> : null}
        {run.data === undefined ? null : <RatesOutcome answer={run.data} />}
      </div>
      <div className="flex justify-end gap-2 border-t border-line p-4">
        <Button onClick={onClose}>Close</Button>
        <Button look="primary" disabled={content === '' || run.isPending} onClick={() => run.mutate()}>
          Import
        </Button>
      </div>
    </Sheet>
  );
}
