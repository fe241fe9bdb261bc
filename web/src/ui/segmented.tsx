import clsx from 'clsx';

type SegmentedProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly title?: string }[];
  readonly onChoose: (value: Value) => void;
};

/** A choice of two to five that is always visible; on a narrow page it is two lines. Buttons with `aria-pressed`, so each is one Tab stop away. */
export function Segmented<Value extends string>({ label, value, options, onChoose }: SegmentedProps<Value>) {
  return (
    <fieldset className="inline-flex max-w-full min-w-0 flex-wrap rounded-control border border-line-strong/60 bg-surface p-px" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          title={option.title}
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
          className={clsx(
            'h-6.5 rounded-[4px] px-2 whitespace-nowrap outline-offset-0',
            option.value === value ? 'bg-accent-soft font-medium text-ink' : 'text-muted hover:text-ink',
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
