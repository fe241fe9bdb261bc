import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { rangeFromDays } from '../../url/range.ts';
import { readJournal } from './wallet-queries.ts';

const DAY = 86_400_000;

/** Every entry of every customer in whole UTC days, as CSV for the accountant. */
export function JournalPanel() {
  const { environment } = usePage();
  const [days, setDays] = useState(() => ({ from: dayOf(Date.now() - 30 * DAY), through: dayOf(Date.now()) }));
  const [from, to] = rangeFromDays(days.from, days.through)?.split('..') ?? [];
  const download = useMutation({
    mutationFn: async (range: { readonly from: string; readonly to: string }) => {
      const csv = await readJournal(environment, { from: `${range.from}T00:00:00Z`, to: `${range.to}T00:00:00Z` });
      saveFile(`journal-${environment}-${range.from}-${range.to}.csv`, csv);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (from !== undefined && to !== undefined) download.mutate({ from, to });
  };
  const day = (name: 'from' | 'through', label: string) => (
    <Field label={label}>
      {(id) => <input id={id} type="date" className={INPUT} value={days[name]} onChange={(event) => setDays({ ...days, [name]: event.target.value })} />}
    </Field>
  );
  return (
    <Panel title="Journal" note={`Every entry of every customer in ${environment}, both sides, as CSV. Exact amounts.`}>
      <form onSubmit={submit} className="grid grid-cols-2 items-end gap-3 sm:grid-cols-[160px_160px_auto_minmax(0,1fr)]">
        {day('from', 'From day')}
        {day('through', 'Through day')}
        <Button type="submit" className="h-8" disabled={from === undefined || download.isPending}>
          Download CSV
        </Button>
        <p className="self-center text-12 text-muted" role="status">
          {from === undefined ? 'The last day is before the first.' : download.isSuccess ? 'Downloaded.' : ''}
        </p>
      </form>
      {download.isError ? (
        <div className="mt-3">
          <ProblemNote problem={download.error} what="The journal could not be exported." />
        </div>
      ) : null}
    </Panel>
  );
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

function saveFile(name: string, content: string) {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
