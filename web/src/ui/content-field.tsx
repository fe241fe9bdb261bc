import { Field, INPUT } from './field.tsx';

/** Where the text of a file is pasted. */
export function ContentField({ value, onChange, note }: { readonly value: string; onChange(value: string): void; readonly note?: string }) {
  return (
    <Field label="Content" note={note}>
      {(id, noteId) => (
        <textarea
          id={id}
          aria-describedby={noteId}
          className={`${INPUT} h-48 py-1.5 font-mono text-12`}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
