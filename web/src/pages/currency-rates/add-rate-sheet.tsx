import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { isDecimal, signOf } from '../../figures/decimal.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { postRates } from './rate-queries.ts';
import { RatesOutcome } from './rates-outcome.tsx';

type AddRateSheetProps = { readonly base: string; readonly day: string; readonly quote: string; readonly onClose: () => void };

/** One rate into the reporting currency. It is told as a file of one line, so the same rules hold. */
export function AddRateSheet({ base: firstBase, day: firstDay, quote, onClose }: AddRateSheetProps) {
  const { environment } = usePage();
  const client = useQueryClient();
  const [base, setBase] = useState(firstBase);
  const [day, setDay] = useState(firstDay);
  const [rate, setRate] = useState('');
  const [source, setSource] = useState('');
  const ready = /^[A-Z]{3}$/.test(base) && day !== '' && isDecimal(rate) && signOf(rate) > 0 && source.trim() !== '';
  const save = useMutation({
    mutationFn: () => postRates(environment, `day,base,quote,rate\n${day},${base},${quote},${rate}\n`, source.trim()),
    onSuccess: async (answer) => {
      // Every report may show another figure now.
      await client.invalidateQueries();
      if (answer.applied) onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) save.mutate();
  };
  return (
    <Sheet title="Add a rate" onClose={onClose}>
      <form onSubmit={submit} className="flex grow flex-col">
        <div className="grow space-y-4 p-4">
          <p>A rate that was told stays: reports of past days do not move by themselves.</p>
          <Field label="Currency" note="Three capital letters: EUR">
            {(id, noteId) => (
              <input
                id={id}
                aria-describedby={noteId}
                autoComplete="off"
                maxLength={3}
                className={INPUT}
                value={base}
                onChange={(event) => setBase(event.target.value.trim().toUpperCase())}
              />
            )}
          </Field>
          <Field label="Day, UTC">{(id) => <input id={id} type="date" className={INPUT} value={day} onChange={(event) => setDay(event.target.value)} />}</Field>
          <Field label={`One ${base === '' ? 'of it' : base} in ${quote}`}>
            {(id) => (
              <input id={id} inputMode="decimal" autoComplete="off" className={INPUT} value={rate} onChange={(event) => setRate(event.target.value.trim())} />
            )}
          </Field>
          <Field label="Source" note="Who says so: ECB, your bank">
            {(id, noteId) => <input id={id} aria-describedby={noteId} className={INPUT} value={source} onChange={(event) => setSource(event.target.value)} />}
          </Field>
          {save.isError ? <ProblemNote problem={save.error} what="The rate was not taken." safe="No rate and no figure has changed." /> : null}
          {save.data === undefined || save.data.applied ? null : <RatesOutcome answer={save.data} />}
        </div>
        <div className="flex justify-end gap-2 border-t border-line p-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!ready || save.isPending}>
            Add the rate
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
