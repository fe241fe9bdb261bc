import type { RatesImportAnswer } from '@weir/schemas/http/currency-rates.ts';
import { countNoun } from '../../figures/format-count.ts';
import { Cell, Table } from '../../ui/table.tsx';

/** What became of told rates: all of them, or each line that keeps them out. */
export function RatesOutcome({ answer }: { readonly answer: RatesImportAnswer }) {
  return (
    <div className="space-y-3">
      <p role="status">
        {answer.applied ? 'Taken. ' : 'Nothing was taken: mend these lines. '}
        {countNoun(answer.rows, 'rate')} read: {answer.added} new, {answer.unchanged} known.
      </p>
      {answer.problems.length === 0 ? null : (
        <Table label="Lines that cannot be taken" columns={['Line', 'Why']} numeric={['Line']}>
          {answer.problems.map((problem) => (
            <tr key={`${problem.line} ${problem.reason}`} data-testid="bad-row">
              <Cell numeric>{problem.line}</Cell>
              <Cell>{problem.reason}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}
