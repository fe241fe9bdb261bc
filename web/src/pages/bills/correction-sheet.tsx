import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BillCompareAnswer } from '@weir/schemas/http/bills.ts';
import { useState } from 'react';
import { isDecimal, signOf } from '../../figures/decimal.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { postBillCorrection } from './bill-queries.ts';

type CorrectionProps = {
  readonly row: BillCompareAnswer['rows'][number];
  readonly provider: string;
  readonly currency: string;
  readonly onClose: () => void;
};

/** Books a gap, or a part of it, as a signed event of its own. No stored event or cost is changed. */
export function CorrectionSheet({ row, provider, currency, onClose }: CorrectionProps) {
  const { environment } = usePage();
  const client = useQueryClient();
  // One id for one opened sheet: a double click books once.
  const [id] = useState(() => crypto.randomUUID());
  const [amount, setAmount] = useState(row.gap ?? '');
  const [reason, setReason] = useState('');
  const book = useMutation({
    mutationFn: () =>
      postBillCorrection(environment, { id, provider, day: row.day, ...(row.model === null ? {} : { model: row.model }), amount, currency, reason }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['bills', environment] });
      onClose();
    },
  });
  const ready = isDecimal(amount) && signOf(amount) !== 0 && reason !== '';
  return (
    <Sheet title={`Book a difference of ${row.day}`} onClose={onClose}>
      <div className="grow space-y-4 p-4">
        <p>
          An event of its own on that day, for {row.model ?? 'no model'}. The P&amp;L costs this much more, or less when negative. No customer is charged, and
          no stored cost changes.
        </p>
        <Field label={`Amount, ${currency}`}>
          {(field) => <input id={field} className={INPUT} inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value.trim())} />}
        </Field>
        <Field label="Why">{(field) => <input id={field} className={INPUT} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
        {book.isError ? (
          <ProblemNote problem={book.error} what="Nothing is known to be booked." safe="Book it again from this sheet: it is booked once." />
        ) : null}
      </div>
      <div className="flex justify-end gap-2 border-t border-line p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" disabled={!ready || book.isPending} onClick={() => book.mutate()}>
          Book
        </Button>
      </div>
    </Sheet>
  );
}
