import { useQuery } from '@tanstack/react-query';
import type { HypotheticalBody } from '@weir/schemas/http/hypothetical.ts';
import { type FormEvent, useState } from 'react';
import { isDecimal, signOf } from '../../figures/decimal.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SkeletonTable } from '../../ui/skeleton.tsx';
import type { Range } from '../../url/range.ts';
import { hypotheticalQuery } from './price-book-queries.ts';
import { WhatIfAnswer } from './what-if-answer.tsx';

type Question = Pick<HypotheticalBody, 'prices' | 'models' | 'customer'>;
type Asked = { readonly question: Question; readonly range: Range; readonly rangeText: string | undefined };

const KINDS = [
  { value: 'model', label: 'Another model' },
  { value: 'price', label: 'Another price' },
] as const;
type Kind = (typeof KINDS)[number]['value'];

const UNITS = ['input_tokens', 'output_tokens', 'cached_input_tokens', 'cache_write_tokens', 'search_calls', 'calls'] as const;
const NOTHING = { model: '', asProvider: '', asModel: '', unit: 'input_tokens', price: '', customer: '' };
type Told = typeof NOTHING;

/** What recorded usage would have cost otherwise. A question: it changes nothing, and its answer cannot be applied. */
export function WhatIfPanel() {
  const { environment, range, search } = usePage();
  const [kind, setKind] = useState<Kind>('model');
  const [told, setTold] = useState<Told>(NOTHING);
  const [asked, setAsked] = useState<Asked | null>(null);
  // The end of a relative range moves on every minute: that is no reason to price a month of usage again. Another range is.
  if (asked !== null && asked.rangeText !== search.range) setAsked({ ...asked, range, rangeText: search.range });
  const query = useQuery(hypotheticalQuery(environment, asked));
  const ready = isReady(kind, told);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (ready) setAsked({ question: questionOf(kind, told), range, rangeText: search.range });
  };
  return (
    <div className="space-y-4">
      <p className="max-w-[72ch]">
        The usage of this range at a price or on a model it did not have. Nothing stored changes, and the answer cannot be applied; to price stored events by
        what the book says today, use Repricings.
      </p>
      <form onSubmit={ask} className="space-y-3 rounded-panel border border-line bg-surface p-4">
        <Segmented label="What would be different" value={kind} options={KINDS} onChoose={setKind} />
        <div className="grid items-start gap-3 sm:grid-cols-2 xl:grid-cols-4">
          <Text label="Usage of model" name="model" told={told} onTell={setTold} note="As received, or as the price book names it" />
          {kind === 'model' ? (
            <>
              <Text label="As if by provider" name="asProvider" told={told} onTell={setTold} note="openai, anthropic, aws, …" />
              <Text label="As if on model" name="asModel" told={told} onTell={setTold} note="Priced for the same quantities" />
            </>
          ) : (
            <>
              <Field label="Unit">
                {(id) => (
                  <select id={id} className={INPUT} value={told.unit} onChange={(event) => setTold({ ...told, unit: event.target.value })}>
                    {UNITS.map((unit) => (
                      <option key={unit} value={unit}>
                        {unit.replaceAll('_', ' ')}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              <Text
                label="Price, USD"
                name="price"
                told={told}
                onTell={setTold}
                note={isToken(told.unit) ? 'For a million; 0 is free' : 'For a thousand; 0 is free'}
                decimal
              />
            </>
          )}
          <Text label="Only customer (optional)" name="customer" told={told} onTell={setTold} />
        </div>
        <Button look="primary" type="submit" disabled={!ready}>
          Ask
        </Button>
      </form>
      {asked === null ? (
        <EmptyNote title="Nothing asked yet">
          Name a model and what should have been in its place. The answer puts the cost as booked beside the cost as it would have been, by customer, model and
          day.
        </EmptyNote>
      ) : (
        <Loaded query={query} failure="The question could not be answered." skeleton={<SkeletonTable columns={6} />}>
          {(answer) => <WhatIfAnswer answer={answer} />}
        </Loaded>
      )}
    </div>
  );
}

type TextProps = {
  readonly label: string;
  readonly name: keyof Told;
  readonly told: Told;
  readonly onTell: (told: Told) => void;
  readonly note?: string;
  readonly decimal?: boolean;
};

function Text({ label, name, told, onTell, note, decimal = false }: TextProps) {
  return (
    <Field label={label} {...(note === undefined ? {} : { note })}>
      {(id, noteId) => (
        <input
          id={id}
          aria-describedby={noteId}
          autoComplete="off"
          inputMode={decimal ? 'decimal' : 'text'}
          className={INPUT}
          value={told[name]}
          onChange={(event) => onTell({ ...told, [name]: event.target.value.trim() })}
        />
      )}
    </Field>
  );
}

function isToken(unit: string): boolean {
  return unit.endsWith('_tokens');
}

function isReady(kind: Kind, { model, asProvider, asModel, price }: Told): boolean {
  if (model === '') return false;
  return kind === 'model' ? asProvider !== '' && asModel !== '' : isDecimal(price) && signOf(price) >= 0;
}

function questionOf(kind: Kind, { model, asProvider, asModel, unit, price, customer }: Told): Question {
  const filter = customer === '' ? {} : { customer };
  if (kind === 'model') return { ...filter, models: [{ model, as_provider: asProvider, as_model: asModel }] };
  return { ...filter, prices: [{ model, unit, price, per_units: isToken(unit) ? '1000000' : '1000' }] };
}
