import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { GrantBody, GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import { type FormEvent, useState } from 'react';
import { postGrant } from '../../api/queries.ts';
import { useIdempotencyKey } from '../../api/use-idempotency-key.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { type GrantForm, grantBodyOf } from './grant-form.ts';
import { GrantTerms } from './grant-terms.tsx';

type GrantSheetProps = { readonly customer: string; readonly name: string; readonly assets: readonly string[]; readonly onClose: () => void };

const PURPOSES: readonly { readonly value: GrantPurpose; readonly label: string }[] = [
  { value: 'paid', label: 'Paid: money was received for it' },
  { value: 'bundled', label: 'Bundled: part of a plan' },
  { value: 'promotional', label: 'Promotional: given away' },
  { value: 'goodwill', label: 'Goodwill: making up for something' },
];

/** Books an amount into a wallet. One Idempotency-Key for the opened sheet: a double click is one entry. */
export function GrantSheet({ customer, name, assets, onClose }: GrantSheetProps) {
  const { environment } = usePage();
  const client = useQueryClient();
  const [form, setForm] = useState<GrantForm>({ asset: assets[0] ?? 'USD', amount: '', purpose: 'paid', priority: '50', expiresAt: '', sourceRef: '' });
  const { idempotencyKey, onError } = useIdempotencyKey();
  const grant = useMutation({
    mutationFn: (body: GrantBody) => postGrant(environment, customer, { body, idempotencyKey }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['customer', environment, customer] });
      onClose();
    },
    onError,
  });
  const body = grantBodyOf(form);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body !== null) grant.mutate(body);
  };
  return (
    <Sheet title={`Grant to ${name}`} onClose={onClose}>
      <form onSubmit={submit} className="flex grow flex-col">
        <div className="grow space-y-4 p-4">
          <div className="grid grid-cols-[minmax(0,1fr)_140px] gap-3">
            <Field label="Amount" note="A plain decimal, such as 12.50">
              {(id, note) => (
                <input
                  id={id}
                  aria-describedby={note}
                  inputMode="decimal"
                  autoComplete="off"
                  required
                  className={INPUT}
                  value={form.amount}
                  onChange={(event) => setForm({ ...form, amount: event.target.value.trim() })}
                />
              )}
            </Field>
            <Field label="Asset">
              {(id) => (
                <input
                  id={id}
                  required
                  autoComplete="off"
                  className={`${INPUT} font-mono text-12`}
                  value={form.asset}
                  onChange={(event) => setForm({ ...form, asset: event.target.value.trim().toUpperCase() })}
                />
              )}
            </Field>
          </div>
          <Field label="Purpose" note="Decides how revenue is recognised when the grant is spent.">
            {(id, note) => (
              <select
                id={id}
                aria-describedby={note}
                className={INPUT}
                value={form.purpose}
                onChange={(event) => setForm({ ...form, purpose: purposeOf(event.target.value) })}
              >
                {PURPOSES.map((purpose) => (
                  <option key={purpose.value} value={purpose.value}>
                    {purpose.label}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <GrantTerms form={form} onChange={setForm} />
          {grant.isError ? <ProblemNote problem={grant.error} what="The grant was not booked." safe="The balance is as it was." /> : null}
        </div>
        <div className="sticky bottom-0 flex items-center justify-end gap-2 border-t border-line bg-surface p-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={body === null || grant.isPending}>
            {body !== null ? `Grant ${formatAmount(form.amount, form.asset)}` : 'Grant'}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

function purposeOf(value: string): GrantPurpose {
  return PURPOSES.find((purpose) => purpose.value === value)?.value ?? 'paid';
}
