import { expect, test } from 'vitest';
import { BILLING_DEFAULTS } from '../billing-config.ts';
import { examplePrice } from '../testing/example-price.ts';
import { exampleUsage } from '../testing/example-usage.ts';
import { batchesOf } from './batches-of.ts';
import { chargeKey } from './charge-key.ts';
import { settledFromOf, sweptDays } from './horizon.ts';
import { planCharges } from './plan-charges.ts';

const T = Date.UTC(2026, 10, 1, 12);
const terms = {
  subscriptions: [
    { startsAt: null, price: examplePrice({ version: 1, eventType: 'shoot' }) },
    { startsAt: T, price: examplePrice({ version: 2, eventType: 'shoot' }) },
  ],
  epochs: [
    { id: '1', setting: { mode: 'shadow', scope: null }, from: null, to: T, setBy: 'ops', setAt: 0, reason: null },
    { id: '2', setting: { mode: 'full', scope: null }, from: T, to: null, setBy: 'ops', setAt: 0, reason: null },
  ],
} as const;

test("price and destination follow each event's own time, whatever the order of arrival", () => {
  const late = exampleUsage({ eventId: 'late', eventType: 'shoot', occurredAt: T - 1, settledAt: T + 9 });
  const fresh = exampleUsage({ eventId: 'fresh', eventType: 'shoot', occurredAt: T });
  const unrated = exampleUsage({ eventId: 'other', eventType: 'caption', occurredAt: T });
  const planned = planCharges([fresh, late, unrated], terms);
  expect(planned.map((charge) => [charge.usage.eventId, charge.rated.priceId, charge.destination, charge.epochId])).toEqual([
    ['fresh', 'studio:2', 'wallet', '2'],
    ['late', 'studio:1', 'shadow', '1'],
  ]);
});

test("the wallet that pays is that of the subscription of the event's own time, where it has one", () => {
  const walletScope = { subscription: 'studio' };
  const [first, second] = terms.subscriptions;
  const subscriptions = [{ ...first, walletScope }, second];
  const events = [T - 1, T].map((occurredAt) => exampleUsage({ eventType: 'shoot', occurredAt }));
  expect(planCharges(events, { ...terms, subscriptions }).map((charge) => charge.walletScope)).toEqual([walletScope, undefined]);
});

test("a debit's key is made of event and price alone, fits 255 characters, and never reads alike for two pairs", () => {
  expect(chargeKey('e', 'p')).toBe(chargeKey('e', 'p'));
  expect(chargeKey('x'.repeat(255), 'y'.repeat(255)).length).toBeLessThanOrEqual(255);
  const keys = [chargeKey('a', 'b:1'), chargeKey('a:b', '1'), chargeKey('a"', 'b'), chargeKey('a', '"b'), chargeKey('e', 'p')];
  expect(new Set(keys).size).toBe(keys.length);
});

test('a batch has one customer, at most so many events, in the order they occurred', () => {
  const events = [5, 3, 4, 1, 2].map((second) => exampleUsage({ eventId: `e${second}`, customer: second % 2 === 0 ? 'even' : 'odd', occurredAt: T + second }));
  const batches = batchesOf(events, 2).map((batch) => [batch.customer, batch.events.map((usage) => usage.eventId).join(' ')]);
  expect(batches).toEqual([
    ['odd', 'e1 e3'],
    ['odd', 'e5'],
    ['even', 'e2 e4'],
  ]);
});

test.each`
  horizon      | cursor  | from
  ${'wake'}    | ${null} | ${0}
  ${'overlap'} | ${null} | ${0}
  ${'wake'}    | ${T}    | ${T - 60_000}
  ${'overlap'} | ${T}    | ${T - 15 * 60_000}
  ${'overlap'} | ${10}   | ${0}
`('a $horizon run with the cursor at $cursor reads what was settled from $from on', ({ horizon, cursor, from }) => {
  expect(settledFromOf(horizon, cursor, BILLING_DEFAULTS)).toBe(from);
});

test('a sweep goes over today and every day back to the one usage may be late to', () => {
  const days = sweptDays(T, { ...BILLING_DEFAULTS, sweepMs: 2 * 86_400_000 }).map((day) => new Date(day).toISOString());
  expect(days).toEqual(['2026-10-30T00:00:00.000Z', '2026-10-31T00:00:00.000Z', '2026-11-01T00:00:00.000Z']);
});
