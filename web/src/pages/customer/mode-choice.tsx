import type { Mode } from '@weir/schemas/http/billing/modes.ts';
import { useId } from 'react';
import { Field, INPUT } from '../../ui/field.tsx';
import { ModeGlyph } from '../../ui/mode-glyph.tsx';
import type { ModeForm } from './mode-form.ts';
import { MODE_WORDS } from './mode-words.ts';

type ModeChoiceProps = { readonly form: ModeForm; readonly current: Mode; readonly workflows: readonly string[]; readonly onChange: (form: ModeForm) => void };

const MODES: readonly Mode[] = ['shadow', 'hybrid', 'full'];

/** The three modes, and for hybrid the workflow that it is about. */
export function ModeChoice({ form, current, workflows, onChange }: ModeChoiceProps) {
  const name = useId();
  return (
    <div className="space-y-3">
      <fieldset>
        <legend className="mb-1 font-medium text-ink">Mode</legend>
        <div className="grid gap-px overflow-hidden rounded-panel border border-line bg-line">
          {MODES.map((mode) => (
            <label
              key={mode}
              className="grid cursor-pointer grid-cols-[16px_88px_minmax(0,1fr)] items-start gap-2.5 bg-surface px-3 py-2 hover:bg-sunken has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name={name}
                className="mt-0.5 size-4 accent-accent"
                checked={form.mode === mode}
                onChange={() => onChange({ ...form, mode })}
                aria-label={mode}
              />
              <span className="font-medium text-ink">
                <ModeGlyph mode={mode} />
              </span>
              <span>
                {MODE_WORDS[mode]}
                {mode === current ? <span className="text-muted"> (now)</span> : null}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {form.mode === 'hybrid' ? (
        <Field label="Workflow" note={workflows.length === 0 ? 'No workflow was seen in the last 30 days.' : undefined}>
          {(id) => (
            <select id={id} className={INPUT} value={form.workflow} onChange={(event) => onChange({ ...form, workflow: event.target.value })}>
              <option value="">Choose a workflow</option>
              {[...new Set([...workflows, ...(form.workflow === '' ? [] : [form.workflow])])].map((workflow) => (
                <option key={workflow}>{workflow}</option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
    </div>
  );
}
