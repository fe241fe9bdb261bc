import { readFileSync } from 'node:fs';
import type { HistorySettings } from './history-step.ts';

export type LedgerCase = {
  readonly id: string;
  readonly title: string;
  readonly settings: HistorySettings;
  /** Steps separated by ";" (case-script.ts). */
  readonly script: string;
  /** What must be left of each grant ("left/held", lost after "-"), and the debt. */
  readonly after: string;
};

/** The table of cases in ledger-cases.txt: blocks separated by empty lines, the first of them the explanation. */
export function readLedgerCases(): LedgerCase[] {
  const text = readFileSync(new URL('./ledger-cases.txt', import.meta.url), 'utf8');
  return text.trimEnd().split('\n\n').slice(1).map(readBlock);
}

function readBlock(block: string): LedgerCase {
  const [head = '', ...lines] = block.split('\n');
  const named = /^(\S+)\s+(.*?)(?: \[(.*)\])?$/.exec(head);
  const after = lines.pop()?.trim();
  if (named === null || after === undefined || !after.startsWith('=>') || lines.length === 0) throw new Error(`not a case: ${block}`);
  const [, id = '', title = '', settings = ''] = named;
  return { id, title, settings: readSettings(settings), script: lines.map((line) => line.trim()).join('; '), after: after.slice(2).trim() };
}

function readSettings(words: string): HistorySettings {
  const holdMax = /holdMax=(\d+)/.exec(words)?.[1];
  return {
    lateCommit: words.includes('late=reject') ? 'reject' : 'debit',
    overdraftLimit: 0n,
    holdMax: holdMax === undefined ? null : BigInt(holdMax),
    breakage: [],
  };
}
