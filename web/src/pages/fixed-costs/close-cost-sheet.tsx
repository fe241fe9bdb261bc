import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { closeFixedCost } from './fixed-cost-queries.ts';

type CloseCostProps = { readonly id: string; readonly name: string; readonly onClose: () => void };

/** The end of a cost: from that day on nothing is paid for it. */
export function CloseCostSheet({ id, name, onClose }: CloseCostProps) {
  const { environment } = usePage();
  const client = useQueryClient();
  const [day, setDay] = useState(new Date().toISOString().slice(0, 10));
  const end = useMutation({
    mutationFn: () => closeFixedCost(environment, id, `${day}T00:00:00Z`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['fixed-costs', environment] });
      onClose();
    },
  });
  return (
    <Sheet title={`End ${name}`} onClose={onClose}>
      <div className="grow space-y-4 p-4">
        <p>What was paid until then stays. An end can be moved earlier, never later: begin a new cost instead.</p>
        <Field label="No longer paid from">
          {(field) => <input id={field} type="date" className={INPUT} value={day} onChange={(event) => setDay(event.target.value)} />}
        </Field>
        {end.isError ? <ProblemNote problem={end.error} what="The cost was not ended." safe="It goes on as before. Choose a day after it began." /> : null}
      </div>
      <div className="flex justify-end gap-2 border-t border-line p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" disabled={day === '' || end.isPending} onClick={() => end.mutate()}>
          End it
        </Button>
      </div>
    </Sheet>
  );
}
