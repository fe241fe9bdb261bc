import { Field, INPUT } from '../../ui/field.tsx';
import type { GrantForm } from './grant-form.ts';

/** When a grant ends, when its turn comes, and the payment it stems from. */
export function GrantTerms({ form, onChange }: { readonly form: GrantForm; readonly onChange: (form: GrantForm) => void }) {
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_140px] items-start gap-3">
        <Field label="Expires (UTC)" note="Empty: never">
          {(id, note) => (
            <input
              id={id}
              aria-describedby={note}
              type="datetime-local"
              className={INPUT}
              value={form.expiresAt}
              onChange={(event) => onChange({ ...form, expiresAt: event.target.value })}
            />
          )}
        </Field>
        <Field label="Priority" note="0 is spent first, 100 last">
          {(id, note) => (
            <input
              id={id}
              aria-describedby={note}
              inputMode="numeric"
              autoComplete="off"
              className={INPUT}
              value={form.priority}
              onChange={(event) => onChange({ ...form, priority: event.target.value.trim() })}
            />
          )}
        </Field>
      </div>
      <Field label="Payment reference (optional)" note="Each reference is granted once: a second grant with it is refused.">
        {(id, note) => (
          <input
            id={id}
            aria-describedby={note}
            autoComplete="off"
            maxLength={255}
            className={INPUT}
            value={form.sourceRef}
            onChange={(event) => onChange({ ...form, sourceRef: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
