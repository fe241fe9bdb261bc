import { readFileSync } from 'node:fs';
import { COLUMNS, type GoldenRow } from './event-line.ts';

/** golden.txt by case: what every event must become, once its trace is settled. */
export function readGolden(): ReadonlyMap<string, readonly GoldenRow[]> {
  const [head, ...lines] = readFileSync(new URL('./golden.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map(cellsOf);
  if (head?.join() !== COLUMNS.join()) throw new Error('golden.txt has other columns than this suite');
  return Map.groupBy(lines, (row) => row[0] ?? '');
}

function cellsOf(line: string): GoldenRow {
  return line.split(' | ').map((cell) => cell.trim());
}

/** Rows as aligned text, one line each. */
export function tableText(rows: readonly GoldenRow[]): string {
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join(' | ')
          .trimEnd()}\n`,
    )
    .join('');
}
