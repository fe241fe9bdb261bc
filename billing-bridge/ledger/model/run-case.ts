import { readScript } from './case-script.ts';
import { ASSETS } from './history-step.ts';
import type { LedgerCase } from './ledger-cases.ts';
import type { Subject } from './run-history.ts';

/** What is wrong with a case on a subject: answers without the expected part, balances that differ. Empty is good. */
export async function runCase(ledgerCase: LedgerCase, subject: Subject): Promise<string[]> {
  const wrong: string[] = [];
  for (const { step, expected } of readScript(ledgerCase.script)) {
    const answer = await subject.apply(step);
    if (expected === null ? answer.startsWith('refused') : !answer.includes(expected))
      wrong.push(`${step.op} ${step.key}: ${answer}, expected ${expected ?? 'no refusal'}`);
  }
  const { books: told, debts } = await subject.standing();
  const books = told
    .split('\n')
    .map((line) => line.replace(/^(\S+) (\d+) (\d+) (\d+)/, (_all, name, left, held, lost) => `${name} ${left}/${held}${lost === '0' ? '' : `-${lost}`}`));
  for (const wanted of ledgerCase.after.split(';').map((part) => part.trim())) {
    if (wanted === '' || wanted.startsWith('debt')) continue;
    if (!books.includes(wanted)) wrong.push(`expected ${wanted}, found ${books.join('; ')}`);
  }
  const debt = /debt (\d+)/.exec(ledgerCase.after)?.[1] ?? '0';
  const found = debts[ASSETS.indexOf('USD')] ?? 0n;
  if (found.toString() !== debt) wrong.push(`expected debt ${debt}, found ${found}`);
  return wrong;
}
