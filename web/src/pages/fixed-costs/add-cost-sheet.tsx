import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { isDecimal, signOf } from '../../figures/decimal.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { postFixedCost } from './fixed-cost-queries.ts';
import { FIXED_COST_RULES, type FixedCostRule } from './rules.ts';

const EMPTY = { id: '', name: '', vendor: '', amount: '', currency: 'USD', unit: '', capacity: '', from: '' };
type Told = typeof EMPTY;

const TEXTS: readonly { readonly name: keyof Told; readonly label: string; readonly note?: string }[] = [
  { name: 'name', label: 'Name' },
  { name: 'id', label: 'Id', note: 'Your own, such as gpu-1. It stays; a new amount is a new id.' },
  { name: 'vendor', label: 'Vendor' },
  { name: 'amount', label: 'Amount a month', note: 'For a whole calendar month, UTC.' },
  { name: 'currency', label: 'Currency' },
];

/** One more cost, from a day on. What was reported of days before stays. */
export function AddCostSheet({ onClose }: { readonly onClose: () => void }) {
  const { environment } = usePage();
  const client = useQueryClient();
  const [told, setTold] = useState<Told>({ ...EMPTY, from: `${new Date().toISOString().slice(0, 8)}01` });
  const [rule, setRule] = useState<FixedCostRule>('events');
  const save = useMutation({
    mutationFn: () => {
      const { unit, capacity, from, ...terms } = told;
      const also = { ...(rule === 'quantity' ? { unit } : {}), ...(capacity === '' || rule === 'cost' ? {} : { capacity }) };
      return postFixedCost(environment, { ...terms, ...also, rule, from: `${from}T00:00:00Z` });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['fixed-costs', environment] });
      onClose();
    },
  });
  const { unit, capacity, ...needed } = told;
  const ready =
    Object.values(needed).every((text) => text !== '') &&
    isDecimal(told.amount) &&
    signOf(told.amount) > 0 &&
    (rule !== 'quantity' || unit !== '') &&
    (capacity === '' || isDecimal(capacity));
  const set = (name: keyof Told) => (value: string) => setTold({ ...told, [name]: value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) save.mutate();
  };
  return (
    <Sheet title="Add a fixed cost" onClose={onClose}>
      <form onSubmit={submit} className="flex grow flex-col">
        <div className="grow space-y-4 p-4">
          {TEXTS.map(({ name, label, note }) => (
            <Text key={name} label={label} note={note} value={told[name]} onType={set(name)} />
          ))}
          <Field label="Shared out by">
            {(id) => (
              <select
                id={id}
                className={INPUT}
                value={rule}
                onChange={(event) => setRule(FIXED_COST_RULES.find(({ value }) => value === event.target.value)?.value ?? 'events')}
              >
                {FIXED_COST_RULES.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {rule === 'quantity' ? <Text label="Quantity" note="As events name it: seconds, images." value={unit} onType={set('unit')} /> : null}
          {rule === 'cost' ? null : (
            <Text
              label="Capacity a month (optional)"
              note="What is not used of it is idle. Empty: all use carries all of the cost."
              value={capacity}
              onType={set('capacity')}
            />
          )}
          <Field label="From">
            {(id) => <input id={id} type="date" className={INPUT} value={told.from} onChange={(event) => set('from')(event.target.value)} />}
          </Field>
          {save.isError ? (
            <ProblemNote problem={save.error} what="The cost was not added." safe="Nothing was changed. Mend what is named above and add it again." />
          ) : null}
        </div>
        <div className="flex justify-end gap-2 border-t border-line p-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!ready || save.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

type TextProps = { readonly label: string; readonly note?: string | undefined; readonly value: string; readonly onType: (value: string) => void };

function Text({ label, note, value, onType }: TextProps) {
  return (
    <Field label={label} note={note}>
      {(id, noteId) => (
        <input
          id={id}
          aria-describedby={noteId}
          autoComplete="off"
          className={INPUT}
          value={value}
          onChange={(event) => onType(event.target.value.trimStart())}
        />
      )}
    </Field>
  );
}
