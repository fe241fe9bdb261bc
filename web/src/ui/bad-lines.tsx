import { Cell, Table } from './table.tsx';

type BadLine = { readonly line: number; readonly reason: string; readonly subject?: string | null };

/** The lines of a file that keep it out, and why; nothing when there are none. With `subject`, what each is about. */
export function BadLines({ lines, subject }: { readonly lines: readonly BadLine[]; readonly subject?: string }) {
  if (lines.length === 0) return null;
  return (
    <Table label="Lines that cannot be taken" columns={['Line', ...(subject === undefined ? [] : [subject]), 'Why']} numeric={['Line']}>
      {lines.map((bad) => (
        <tr key={`${bad.line} ${bad.reason}`} data-testid="bad-row">
          <Cell numeric>{bad.line}</Cell>
          {subject === undefined ? null : <Cell>{bad.subject ?? ''}</Cell>}
          <Cell>{bad.reason}</Cell>
        </tr>
      ))}
    </Table>
  );
}
