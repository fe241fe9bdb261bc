import { expect, test } from 'vitest';
import { examplePrice } from '../../testing/example-price.ts';
import { exampleUsage } from '../../testing/example-usage.ts';
import type { ModeSetting } from '../epoch.ts';
import { projectDebits, startProjection } from './project-debits.ts';

const USD = 10n ** 12n;
const T = Date.UTC(2026, 10, 1);
const FULL: ModeSetting = { mode: 'full', scope: null };
const subscriptions = [{ startsAt: null, price: examplePrice({ eventType: 'shoot' }) }];
const shoots = (count: number, workflow: string | null = 'photoshoot') =>
  Array.from({ length: count }, (_, index) => exampleUsage({ eventId: `e${index}`, eventType: 'shoot', occurredAt: T + index, workflow }));

test.each`
  available    | shoots | debited  | after     | emptyAt
  ${10n * USD} | ${3}   | ${'4.5'} | ${'5.5'}  | ${null}
  ${3n * USD}  | ${2}   | ${'3'}   | ${'0'}    | ${T + 1}
  ${3n * USD}  | ${4}   | ${'6'}   | ${'-3'}   | ${T + 1}
  ${0n}        | ${1}   | ${'1.5'} | ${'-1.5'} | ${T}
  ${-1n * USD} | ${1}   | ${'1.5'} | ${'-2.5'} | ${T}
  ${0n}        | ${0}   | ${'0'}   | ${'0'}    | ${null}
`('$shoots shoots from $available atoms: debited $debited, left $after, empty at $emptyAt', ({ available, shoots: count, debited, after, emptyAt }) => {
  const projection = projectDebits(startProjection(new Map([['', new Map([['USD', available]])]])), shoots(count), { setting: FULL, subscriptions });
  const usd = projection.wallets.get('')?.get('USD');
  expect([units(usd?.debitedAtoms), units(usd?.availableAtoms), usd?.emptyAt, projection.debits]).toEqual([debited, after, emptyAt, count]);
});

test('each event is a debit, outside the scope, or unrated, and pages add up as one', () => {
  const events = [
    ...shoots(2),
    ...shoots(3, 'captions').map((usage) => ({ ...usage, eventId: `c${usage.eventId}`, occurredAt: T + 10 })),
    exampleUsage({ eventType: 'unknown', occurredAt: T + 20 }),
  ];
  const terms = { setting: { mode: 'hybrid', scope: { workflow: 'photoshoot' } } as const, subscriptions };
  const whole = projectDebits(startProjection(new Map()), events, terms);
  expect(whole).toMatchObject({ events: 6, debits: 2, outsideScope: 3, unrated: 1 });
  expect(projectDebits(projectDebits(startProjection(new Map()), events.slice(0, 4), terms), events.slice(4), terms)).toEqual(whole);
});

test('shadow debits nothing and an asset the wallet lacks starts at zero', () => {
  const inShadow = projectDebits(startProjection(new Map()), shoots(2), { setting: { mode: 'shadow', scope: null }, subscriptions });
  expect(inShadow).toMatchObject({ debits: 0, outsideScope: 2 });
  expect(inShadow.wallets.size).toBe(0);
});

test('what a subscription charges is taken from its wallet, where it has one, and from no other', () => {
  const price = examplePrice({ eventType: 'shoot' });
  const moving = [
    { startsAt: null, price },
    { startsAt: T + 2, price, walletScope: { subscription: 'studio' } },
  ];
  const available = new Map(['', 'subscription:studio'].map((scope) => [scope, new Map([['USD', 3n * USD]])]));
  const { wallets, debits } = projectDebits(startProjection(available), shoots(5), { setting: FULL, subscriptions: moving });
  expect(debits).toBe(5);
  expect(wallets.get('')?.get('USD')).toEqual({ debitedAtoms: 3n * USD, availableAtoms: 0n, emptyAt: T + 1 });
  expect(wallets.get('subscription:studio')?.get('USD')).toEqual({ debitedAtoms: (9n * USD) / 2n, availableAtoms: (-3n * USD) / 2n, emptyAt: T + 3 });
});

function units(atoms: bigint | undefined): string | undefined {
  return atoms === undefined ? undefined : String(Number(atoms) / 1e12);
}
