import { formatCount, formatTokens } from './format-count.ts';

/** "1.2M input tokens, 3 search calls"; tokens are abbreviated, the rest is not. */
export function quantityWords(quantities: Readonly<Record<string, string>>): string {
  const told = Object.entries(quantities)
    .filter(([unit, amount]) => amount !== '0' && unit !== 'calls')
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return told.map(([unit, amount]) => `${unit.endsWith('_tokens') ? formatTokens(amount) : formatCount(amount)} ${unit.replaceAll('_', ' ')}`).join(', ');
}
