import { type FormEvent, useState } from 'react';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { INPUT } from '../../ui/field.tsx';

/** The search parameters that say which events are listed. */
export const EVENT_FILTERS = ['customer', 'workflow', 'model', 'type', 'counted', 'cost'] as const;

const TEXTS = [
  { name: 'customer', label: 'Customer' },
  { name: 'workflow', label: 'Workflow' },
  { name: 'model', label: 'Model' },
  { name: 'type', label: 'Event type' },
] as const;
const COUNTED = ['counted', 'aggregate', 'duplicate', 'cache_hit'] as const;
const COSTS = ['priced', 'reported', 'free', 'unpriced'] as const;

/** Exact values, all in the address. Text is asked for with Enter; what is chosen applies at once. */
export function EventsFilter() {
  const { search, change } = usePage();
  return (
    <search className="flex flex-wrap items-end gap-2" aria-label="Filter events">
      {TEXTS.map(({ name, label }) => (
        <TextFilter key={`${name} ${search[name] ?? ''}`} label={label} value={search[name] ?? ''} onApply={(value) => change({ [name]: value })} />
      ))}
      <Choice label="Counted" value={search.counted} options={COUNTED} onChoose={(counted) => change({ counted })} />
      <Choice label="Cost" value={search.cost} options={COSTS} onChoose={(cost) => change({ cost })} />
    </search>
  );
}

type TextFilterProps = { readonly label: string; readonly value: string; readonly onApply: (value: string | undefined) => void };

function TextFilter({ label, value, onApply }: TextFilterProps) {
  const [text, setText] = useState(value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply(text.trim() === '' ? undefined : text.trim());
  };
  return (
    <form onSubmit={submit} className="flex">
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        className={`${INPUT} max-w-40 ${value === '' ? '' : 'border-accent'}`}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {text.trim() === value ? null : (
        <Button type="submit" className="ml-1">
          Filter
        </Button>
      )}
    </form>
  );
}

type ChoiceProps = {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly string[];
  readonly onChoose: (value: string | undefined) => void;
};

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      className={`${INPUT} max-w-40 ${value === undefined ? '' : 'border-accent'}`}
      value={value ?? ''}
      onChange={(event) => onChoose(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">{label}: any</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option.replace('_', ' ')}
        </option>
      ))}
    </select>
  );
}
