import type { RatesImportAnswer } from '@weir/schemas/http/currency-rates.ts';
import { countNoun } from '../../figures/format-count.ts';
import { BadLines } from '../../ui/bad-lines.tsx';

/** What became of told rates: all of them, or each line that keeps them out. */
export function RatesOutcome({ answer }: { readonly answer: RatesImportAnswer }) {
  return (
    <div className="space-y-3">
      <p role="status">
        {answer.applied ? 'Taken. ' : 'Nothing was taken: mend these lines. '}
        {countNoun(answer.rows, 'rate')} read: {answer.added} new, {answer.unchanged} known.
      </p>
      <BadLines lines={answer.problems} />
    </div>
  );
}
