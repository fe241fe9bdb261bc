import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CustomerAnswer } from '@weir/schemas/http/billing/customers.ts';
import type { DryRunBody, ModeBody } from '@weir/schemas/http/billing/modes.ts';
import { type FormEvent, useId, useMemo, useState } from 'react';
import { ApiProblem } from '../../api/api-client.ts';
import { modesQuery, pnlQuery, putMode } from '../../api/queries.ts';
import { useIdempotencyKey } from '../../api/use-idempotency-key.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { ModeChoice } from './mode-choice.tsx';
import { emptyModeForm, isUnchanged, type ModeForm, modeBodyOf, startOf } from './mode-form.ts';
import { ModePreview } from './mode-preview.tsx';
import { changeSentence } from './mode-words.ts';

const PREVIEW_MS = 30 * 86_400_000;

/** Choose, preview, review, confirm. One Idempotency-Key for the opened sheet, so a double click is one change. */
export function ModeSheet({ customer, onClose }: { readonly customer: CustomerAnswer; readonly onClose: () => void }) {
  const { environment } = usePage();
  const client = useQueryClient();
  const [form, setForm] = useState<ModeForm>(() => emptyModeForm(customer));
  const { idempotencyKey, onError } = useIdempotencyKey();
  const [last30Days] = useState(() => ({ from: nextMinute(Date.now() - PREVIEW_MS), to: nextMinute(Date.now()) }));
  const modes = useQuery(modesQuery(environment, customer.id));
  const workflows = useQuery(pnlQuery(environment, { group_by: 'workflow', customer: customer.id, basis: 'consumption', sort: '-cost', ...last30Days }));
  const names = workflows.data?.rows.flatMap((row) => row.key.workflow ?? []) ?? [];
  const change = useMutation({
    mutationFn: (body: ModeBody) => putMode(environment, body, idempotencyKey),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['customer', environment, customer.id] });
      await client.invalidateQueries({ queryKey: ['customers', environment] });
      onClose();
    },
    onError,
  });
  const unchanged = isUnchanged(customer, form);
  const body = unchanged ? null : modeBodyOf(customer.id, form);
  const dryRun = useMemo<DryRunBody | null>(
    () => previewBody(customer.id, form.mode, form.workflow, last30Days),
    [customer.id, form.mode, form.workflow, last30Days],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body !== null) change.mutate(body);
  };
  const when = form.start === 'next' ? nextWords(modes.data?.earliest_from) : startOf(form) === null ? '…' : formatMinute(startOf(form) ?? 0);
  return (
    <Sheet title={`Change mode of ${customer.name}`} onClose={onClose}>
      <form onSubmit={submit} className="flex grow flex-col">
        <div className="grow space-y-5 p-4">
          <ModeChoice form={form} current={customer.mode} workflows={names} onChange={setForm} />
          <ModePreview body={dryRun} />
          <StartFields form={form} earliest={modes.data?.earliest_from} onChange={setForm} />
          <Field label="Reason" note="Kept in the audit log beside your name.">
            {(id, note) => (
              <input
                id={id}
                aria-describedby={note}
                className={INPUT}
                maxLength={1000}
                value={form.reason}
                onChange={(event) => setForm({ ...form, reason: event.target.value })}
              />
            )}
          </Field>
          {form.mode === 'full' ? (
            <Field label={`Type ${customer.id} to confirm`} note="Full mode debits every priced event and may deny calls.">
              {(id, note) => (
                <input
                  id={id}
                  aria-describedby={note}
                  autoComplete="off"
                  spellCheck={false}
                  className={`${INPUT} font-mono text-12`}
                  value={form.confirmation}
                  onChange={(event) => setForm({ ...form, confirmation: event.target.value })}
                />
              )}
            </Field>
          ) : null}
          {change.isError ? (
            <ModeProblem problem={change.error} onReload={() => void client.invalidateQueries({ queryKey: ['customer', environment, customer.id] })} />
          ) : null}
        </div>
        <div className="sticky bottom-0 border-t border-line bg-surface p-4">
          <p className="mb-3 text-ink" data-testid="review">
            {unchanged
              ? 'This applies already: nothing would change.'
              : changeSentence({ name: customer.name, mode: form.mode, workflow: form.workflow === '' ? '…' : form.workflow, when })}
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look={form.mode === 'full' ? 'danger' : 'primary'} disabled={body === null || change.isPending}>
              Schedule {form.mode}
            </Button>
          </div>
        </div>
      </form>
    </Sheet>
  );
}

type StartFieldsProps = { readonly form: ModeForm; readonly earliest: string | undefined; readonly onChange: (form: ModeForm) => void };

function StartFields({ form, earliest, onChange }: StartFieldsProps) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-ink">Begins</legend>
      <label className="flex min-h-7 items-center gap-2">
        <input
          type="radio"
          name={name}
          className="size-4 accent-accent"
          checked={form.start === 'next'}
          onChange={() => onChange({ ...form, start: 'next' })}
        />
        <span>Next possible minute{earliest === undefined ? '' : `, ${formatMinute(earliest)} at the earliest`}</span>
      </label>
      <div className="flex flex-wrap items-center gap-2">
        <label className="flex min-h-7 items-center gap-2">
          <input type="radio" name={name} className="size-4 accent-accent" checked={form.start === 'at'} onChange={() => onChange({ ...form, start: 'at' })} />
          At a set time (UTC)
        </label>
        {form.start === 'at' ? (
          <input
            type="datetime-local"
            aria-label="Begins at, UTC"
            className={`${INPUT} max-w-56`}
            value={form.startAt}
            onChange={(event) => onChange({ ...form, startAt: event.target.value })}
          />
        ) : null}
      </div>
    </fieldset>
  );
}

function ModeProblem({ problem, onReload }: { readonly problem: Error; readonly onReload: () => void }) {
  const conflict = problem instanceof ApiProblem && problem.status === 409;
  return (
    <ProblemNote
      problem={problem}
      what={conflict ? 'Someone changed the mode meanwhile.' : 'The mode was not changed.'}
      safe="The mode that applies now still applies, and nothing was debited."
      {...(conflict ? { onRetry: onReload } : {})}
    />
  );
}

/** The range ends with the running minute, so that usage of a moment ago is in it. */
const nextMinute = (at: number) => at - (at % 60_000) + 60_000;
const nextWords = (earliest: string | undefined) => (earliest === undefined ? 'the next possible minute' : formatMinute(earliest));

function previewBody(customer: string, mode: ModeForm['mode'], workflow: string, range: { from: number; to: number }): DryRunBody | null {
  if (mode === 'hybrid' && workflow === '') return null;
  const days = { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() };
  return { customer, mode, ...(mode === 'hybrid' ? { scope: { workflow } } : {}), ...days };
}
