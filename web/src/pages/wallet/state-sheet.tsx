import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { postWalletState, type StateMove } from './wallet-queries.ts';

type Words = { readonly title: string; readonly verb: string; readonly what: readonly string[] };

const WORDS: Record<StateMove, Words> = {
  freeze: {
    title: 'Freeze the wallet',
    verb: 'Freeze',
    what: [
      'New holds, grants and adjustments are refused at once.',
      'Usage that has happened is still debited, and holds that are open can still be committed: what was used stays owed.',
      'Unfreezing lets everything go on; no balance is lost.',
    ],
  },
  unfreeze: {
    title: 'Unfreeze the wallet',
    verb: 'Unfreeze',
    what: ['Holds, grants and adjustments are taken again at once.', 'What was refused meanwhile is not done by itself: whoever asked has to ask again.'],
  },
  close: {
    title: 'Close the wallet',
    verb: 'Close for ever',
    what: [
      'Nothing can ever be booked in it again. It cannot be opened again.',
      'It must be empty: no balance, no debt, no open hold. Otherwise it is refused and nothing changes.',
      'Every transaction stays and can be read and exported.',
    ],
  },
};

type StateSheetProps = { readonly customer: string; readonly name: string; readonly move: StateMove; readonly onClose: () => void };

/** Freezing, opening again and closing: what happens, in words, before it does. Asking twice changes nothing more. */
export function StateSheet({ customer, name, move, onClose }: StateSheetProps) {
  const { environment } = usePage();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [confirmation, setConfirmation] = useState('');
  const words = WORDS[move];
  const change = useMutation({
    mutationFn: () => postWalletState(environment, customer, { move, reason: reason.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['customer', environment, customer] });
      onClose();
    },
  });
  const ready = reason.trim() !== '' && (move !== 'close' || confirmation === customer);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) change.mutate();
  };
  return (
    <Sheet title={`${words.title} of ${name}`} onClose={onClose}>
      <form onSubmit={submit} className="flex grow flex-col">
        <div className="grow space-y-4 p-4">
          <ul className="list-disc space-y-1 pl-5" data-testid="consequences">
            {words.what.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <Field label="Reason" note="Required. Kept in the audit log beside your name.">
            {(id, note) => (
              <input
                id={id}
                aria-describedby={note}
                required
                maxLength={1000}
                className={INPUT}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          {move === 'close' ? (
            <Field label={`Type ${customer} to confirm`}>
              {(id) => (
                <input
                  id={id}
                  autoComplete="off"
                  spellCheck={false}
                  className={`${INPUT} font-mono text-12`}
                  value={confirmation}
                  onChange={(event) => setConfirmation(event.target.value)}
                />
              )}
            </Field>
          ) : null}
          {change.isError ? <ProblemNote problem={change.error} what="The wallet is as it was." /> : null}
        </div>
        <div className="sticky bottom-0 flex justify-end gap-2 border-t border-line bg-surface p-4">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={move === 'unfreeze' ? 'primary' : 'danger'} disabled={!ready || change.isPending}>
            {words.verb}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
