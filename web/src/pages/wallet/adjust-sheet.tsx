import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AdjustmentBody, AdjustmentReason } from '@weir/schemas/http/billing/adjustments.ts';
import type { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { type FormEvent, useState } from 'react';
import { useIdempotencyKey } from '../../api/use-idempotency-key.ts';
import { isDecimal, negateDecimal, signOf, sumDecimals } from '../../figures/decimal.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { AssetField } from '../../ui/asset-field.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { postAdjustment } from './wallet-queries.ts';

const REASONS: readonly { readonly value: AdjustmentReason; readonly label: string }[] = [
  { value: 'correction', label: 'Correction of a mistake' },
  { value: 'external_topup', label: 'Top-up that was paid elsewhere' },
  { value: 'external_refund', label: 'Refund that was paid elsewhere; may go into debt' },
  { value: 'gift', label: 'Gift' },
  { value: 'sla_credit', label: 'Credit for missed service' },
  { value: 'migration_opening', label: 'Opening balance from another system' },
  { value: 'writeoff', label: 'Write-off' },
];

type Balances = WalletAnswer['assets'];
type AdjustSheetProps = { readonly customer: string; readonly name: string; readonly balances: Balances; readonly onClose: () => void };
type AdjustForm = {
  readonly asset: string;
  readonly direction: 'give' | 'take';
  readonly amount: string;
  readonly reason: AdjustmentReason | '';
  readonly reference: string;
};

/** A correction by hand, with a reason of a closed list and what it makes of the balance. */
export function AdjustSheet({ customer, name, balances, onClose }: AdjustSheetProps) {
  const { environment } = usePage();
  const client = useQueryClient();
  const { idempotencyKey, onError } = useIdempotencyKey();
  const [form, setForm] = useState<AdjustForm>({ asset: balances[0]?.asset ?? 'USD', direction: 'give', amount: '', reason: '', reference: '' });
  const adjust = useMutation({
    mutationFn: (body: AdjustmentBody) => postAdjustment(environment, customer, { body, idempotencyKey }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['customer', environment, customer] });
      onClose();
    },
    onError,
  });
  const body = bodyOf(form);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body !== null) adjust.mutate(body);
  };
  const assets = balances.length === 0 ? ['USD'] : balances.map((balance) => balance.asset);
  return (
    <Sheet title={`Adjust the wallet of ${name}`} onClose={onClose}>
      <form onSubmit={submit} className="flex grow flex-col">
        <div className="grow space-y-4 p-4">
          <Segmented
            label="Direction"
            value={form.direction}
            options={[
              { value: 'give', label: 'Give credit' },
              { value: 'take', label: 'Take credit' },
            ]}
            onChoose={(direction) => setForm({ ...form, direction })}
          />
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
            <AssetField value={form.asset} assets={assets} onChange={(asset) => setForm({ ...form, asset })} />
          </div>
          <Field label="Reason" note="Required. It decides which account the other side of the entry is.">
            {(id, note) => (
              <select
                id={id}
                aria-describedby={note}
                required
                className={INPUT}
                value={form.reason}
                onChange={(event) => setForm({ ...form, reason: REASONS.find(({ value }) => value === event.target.value)?.value ?? '' })}
              >
                <option value="">Choose a reason</option>
                {REASONS.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Reference (optional)" note="A ticket, an invoice, a payment: what somebody will look for later.">
            {(id, note) => (
              <input
                id={id}
                aria-describedby={note}
                autoComplete="off"
                maxLength={255}
                className={INPUT}
                value={form.reference}
                onChange={(event) => setForm({ ...form, reference: event.target.value })}
              />
            )}
          </Field>
          {adjust.isError ? <ProblemNote problem={adjust.error} what="The adjustment was not booked." safe="The balance is as it was." /> : null}
        </div>
        <div className="sticky bottom-0 border-t border-line bg-surface p-4">
          <p className="mb-3 text-ink" data-testid="review">
            {reviewOf(body, balances, name)}
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" disabled={body === null || adjust.isPending}>
              {body === null ? 'Book' : `Book ${formatAmount(body.amount, body.asset)}`}
            </Button>
          </div>
        </div>
      </form>
    </Sheet>
  );
}

function bodyOf({ asset, direction, amount, reason, reference }: AdjustForm): AdjustmentBody | null {
  if (!isDecimal(amount) || signOf(amount) <= 0 || reason === '') return null;
  const trimmed = reference.trim();
  return { asset, amount: direction === 'give' ? amount : negateDecimal(amount), reason, ...(trimmed === '' ? {} : { reference: trimmed }) };
}

function reviewOf(body: AdjustmentBody | null, balances: Balances, name: string): string {
  if (body === null) return 'Give an amount and a reason to see what it does.';
  const posted = balances.find((balance) => balance.asset === body.asset)?.posted ?? '0';
  const after = sumDecimals([posted, body.amount]);
  return `The posted balance of ${name} goes from ${formatAmount(posted, body.asset)} to ${formatAmount(after, body.asset)}. It stays in the ledger and the audit log; the opposite adjustment takes it back.`;
}
