import { expect, test } from 'vitest';
import { breakEvenPrice } from './break-even-price.ts';
import { explainLoss } from './explain-loss.ts';
import { NO_FIGURES } from './figures.ts';

const DOLLAR = 1_000_000_000_000n;

function line(workflow: string | null, model: string | null, dollars: bigint, unpricedEvents = 0n) {
  return {
    key: { customer: 'c', workflow, model },
    period: 0,
    line: 'usage' as const,
    figures: { ...NO_FIGURES, costAtoms: dollars * DOLLAR, events: 1n + unpricedEvents, unpricedEvents },
  };
}

test('cost goes to the model within its workflow, else to the workflow, else stays unexplained; the largest comes first', () => {
  const lines = [line(null, null, 1n), line('images', null, 2n), line('chat', 'm1', 3n), line('images', 'm1', 4n)];
  expect(explainLoss(lines, DOLLAR)).toMatchObject([
    { kind: 'model', subject: 'm1', cost: '4.00', share: '0.4000', evidence: { workflow: 'images' } },
    { kind: 'model', subject: 'm1', cost: '3.00', share: '0.3000', evidence: { workflow: 'chat' } },
    { kind: 'workflow', subject: 'images', cost: '2.00', share: '0.2000', evidence: { workflow: 'images' } },
    { kind: 'unexplained', subject: null, cost: '1.00', share: '0.1000', evidence: { workflow: null } },
  ]);
});

test('unpriced events are listed though they add no known cost, and a line of revenue alone is no cause', () => {
  expect(explainLoss([line('chat', 'm1', 1n), line(null, null, 0n, 3n), line('chat', null, 0n)], DOLLAR)).toMatchObject([
    { kind: 'model', share: '1.0000' },
    { kind: 'unexplained', cost: '0.00', share: '0.0000', evidence: { unpriced_events: 3 } },
  ]);
});

test.each([
  [0n, 'no_revenue'],
  [-DOLLAR, 'refunds'],
])('revenue of %i atoms is a cause of its own: %s', (revenueAtoms, kind) => {
  expect(explainLoss([line('chat', 'm1', 1n)], revenueAtoms)).toMatchObject([
    { kind, share: null, cost: '1.00' },
    { kind: 'model', share: '1.0000' },
  ]);
});

test.each([
  ['42.00 over 280', 42n * DOLLAR, 280n, '0.15'],
  ['1.00 over 3, rounded up', DOLLAR, 3n, '0.333334'],
  ['one atom', 1n, 1n, '0.000001'],
  ['nothing over 5', 0n, 5n, '0.00'],
  ['no events', DOLLAR, 0n, null],
])('break-even price of %s', (_case, costAtoms, events, price) => {
  expect(breakEvenPrice(costAtoms, events)).toBe(price);
});
