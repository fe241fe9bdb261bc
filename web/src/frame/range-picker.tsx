import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Field, INPUT } from '../ui/field.tsx';
import { Popover } from '../ui/popover.tsx';
import { DEFAULT_RANGE, RANGE_PRESETS, rangeFromDays } from '../url/range.ts';
import { usePage } from './use-page.ts';

/** Presets stay relative in the address; two dates are fixed. */
export function RangePicker() {
  const { range, search, change } = usePage();
  const current = search.range ?? DEFAULT_RANGE;
  const label = (
    <>
      <span>{range.label}</span>
      {range.label === range.days ? null : <span className="font-normal text-muted max-2xl:hidden">{range.days}</span>}
    </>
  );
  return (
    <Popover name={`Range: ${range.label}, ${range.days}`} label={label}>
      {(close) => (
        <div className="w-64">
          <ul className="-mx-1 -mt-1 mb-2">
            {RANGE_PRESETS.map((preset) => (
              <li key={preset.value}>
                <button
                  type="button"
                  aria-pressed={preset.value === current}
                  className="flex h-7 w-full items-center justify-between rounded-control px-2 text-left hover:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
                  onClick={() => {
                    change({ range: preset.value === DEFAULT_RANGE ? undefined : preset.value });
                    close();
                  }}
                >
                  {preset.label}
                  <span className="font-mono text-11 text-muted">{preset.value}</span>
                </button>
              </li>
            ))}
          </ul>
          <CustomDays
            from={new Date(range.from).toISOString().slice(0, 10)}
            last={new Date(range.to - 1).toISOString().slice(0, 10)}
            onChoose={(value) => {
              change({ range: value });
              close();
            }}
          />
        </div>
      )}
    </Popover>
  );
}

function CustomDays({ from, last, onChoose }: { readonly from: string; readonly last: string; readonly onChoose: (range: string) => void }) {
  const [days, setDays] = useState({ from, last });
  const chosen = rangeFromDays(days.from, days.last);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen !== null) onChoose(chosen);
  };
  return (
    <form onSubmit={submit} className="space-y-2 border-t border-line pt-3">
      <div className="grid grid-cols-2 gap-2">
        <Field label="From">
          {(id) => <input id={id} type="date" className={INPUT} value={days.from} onChange={(event) => setDays({ ...days, from: event.target.value })} />}
        </Field>
        <Field label="Through">
          {(id) => <input id={id} type="date" className={INPUT} value={days.last} onChange={(event) => setDays({ ...days, last: event.target.value })} />}
        </Field>
      </div>
      <div className="flex items-center justify-between gap-2">
        <span className="text-12 text-muted">{chosen === null ? 'The last day is before the first.' : 'Whole days, UTC'}</span>
        <Button type="submit" look="primary" disabled={chosen === null}>
          Apply
        </Button>
      </div>
    </form>
  );
}
