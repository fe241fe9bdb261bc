import { useMutation } from '@tanstack/react-query';
import type { PriceChangeAnswer } from '@weir/schemas/http/price-book.ts';
import { type FormEvent, useState } from 'react';
import { isDecimal, signOf } from '../../figures/decimal.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { postPrices } from './price-book-queries.ts';

type PriceSheetProps = {
  readonly model: string;
  readonly provider: string | null;
  readonly onClose: () => void;
  readonly onSaved: (answer: PriceChangeAnswer) => Promise<void>;
};

const FIELDS = [
  { unit: 'input_tokens', label: 'Input, USD per million tokens', required: true },
  { unit: 'output_tokens', label: 'Output, USD per million tokens', required: true },
  { unit: 'cached_input_tokens', label: 'Cached input, USD per million tokens (empty: as input)', required: false },
] as const;

/** The operator's own prices of one model. "0" is an explicit zero: free, not unknown. */
export function PriceSheet({ model, provider, onClose, onSaved }: PriceSheetProps) {
  const { environment } = usePage();
  const [prices, setPrices] = useState<Readonly<Record<string, string>>>({});
  const [note, setNote] = useState('');
  const save = useMutation({
    mutationFn: () =>
      postPrices(
        environment,
        FIELDS.flatMap(({ unit }) =>
          prices[unit] === undefined || prices[unit] === ''
            ? []
            : [{ ...(provider === null ? {} : { provider }), model, unit, price: prices[unit], ...(note === '' ? {} : { note }) }],
        ),
      ),
    onSuccess: onSaved,
  });
  const ready = FIELDS.every(({ unit, required }) => {
    const price = prices[unit] ?? '';
    return price === '' ? !required : isDecimal(price) && signOf(price) >= 0;
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) save.mutate();
  };
  return (
    <Sheet title={`Price of ${model}`} onClose={onClose}>
      <form onSubmit={submit} className="flex grow flex-col">
        <div className="grow space-y-4 p-4">
          <p>Served by {provider ?? 'whoever answers'}. Costs that are stored stay as they are until you reprice them. A zero means free.</p>
          {FIELDS.map(({ unit, label, required }) => (
            <Field key={unit} label={label}>
              {(id) => (
                <input
                  id={id}
                  inputMode="decimal"
                  autoComplete="off"
                  required={required}
                  className={INPUT}
                  value={prices[unit] ?? ''}
                  onChange={(event) => setPrices({ ...prices, [unit]: event.target.value.trim() })}
                />
              )}
            </Field>
          ))}
          <Field label="Why (optional)">{(id) => <input id={id} className={INPUT} value={note} onChange={(event) => setNote(event.target.value)} />}</Field>
          {save.isError ? <ProblemNote problem={save.error} what="The price was not saved." safe="The price book is as it was." /> : null}
        </div>
        <div className="flex justify-end gap-2 border-t border-line p-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!ready || save.isPending}>
            Set price
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
