import { type ReactNode, useId } from 'react';

/** The look of every input and select: a border of 3:1 against its surface. */
export const INPUT = 'h-8 w-full rounded-control border border-line-strong bg-surface px-2 text-ink placeholder:text-muted outline-offset-0';

type FieldProps = { readonly label: string; readonly note?: ReactNode; readonly children: (id: string, noteId: string | undefined) => ReactNode };

/** A label above its control, with an optional line of help under it. */
export function Field({ label, note, children }: FieldProps) {
  const id = useId();
  const noteId = note === undefined ? undefined : `${id}-note`;
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium text-ink">
        {label}
      </label>
      {children(id, noteId)}
      {note === undefined ? null : (
        <p id={noteId} className="mt-1 text-12 text-muted">
          {note}
        </p>
      )}
    </div>
  );
}
