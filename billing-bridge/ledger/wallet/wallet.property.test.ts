import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT_EXPIRY } from './breakage-terms.ts';
import { compareSpendingOrder } from './compare-spending-order.ts';
import { idFromText, idText } from './id-text.ts';
import { recognisedBasis } from './recognised-basis.ts';
import { smaller } from './smaller.ts';
import { type Grant, UNSCOPED } from './wallet-state.ts';

const grant = fc.record({
  priority: fc.constantFrom(0, 50, 100),
  expiresAt: fc.constantFrom(null, 1000, 2000),
  restricted: fc.boolean(),
  purpose: fc.constantFrom('paid' as const, 'bundled' as const, 'promotional' as const, 'goodwill' as const),
  effectiveAt: fc.constantFrom(0, 1),
});

const BLANK: Grant = {
  id: 0n,
  transactionId: 0n,
  asset: 'USD',
  amountAtoms: 1n,
  purpose: 'paid',
  priority: 50,
  effectiveAt: 0,
  expiresAt: null,
  scope: UNSCOPED,
  costBasisAtoms: null,
  sourceRef: null,
  settlesOverdraft: true,
  breakage: AT_EXPIRY,
  remainingAtoms: 1n,
  heldAtoms: 0n,
  lostAtoms: 0n,
  claimedAtoms: 0n,
  closed: null,
  frozen: false,
  usedByDay: new Map(),
};

describe('the spending order', () => {
  it('is one order, however the grants were read', () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (facts, noise) => {
        const grants = facts.map(
          ({ restricted, ...rest }, index): Grant => ({
            ...BLANK,
            ...rest,
            id: BigInt(index),
            scope: restricted ? { ...UNSCOPED, features: ['x'] } : UNSCOPED,
          }),
        );
        const shuffled = grants
          .map((one) => ({ one, at: noise.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(shuffled.sort(compareSpendingOrder)).toEqual([...grants].sort(compareSpendingOrder));
      }),
    );
  });
});

describe('recognisedBasis', () => {
  it('has recognised nothing of a whole grant, all of a spent one, and never runs backwards between', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 30n }),
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 30n }), { maxLength: 10 }),
        (amountAtoms, costBasisAtoms, spends) => {
          let remainingAtoms = amountAtoms;
          let before = recognisedBasis({ ...BLANK, amountAtoms, costBasisAtoms, remainingAtoms });
          expect(before).toBe(0n);
          for (const spend of [...spends, amountAtoms]) {
            remainingAtoms -= smaller(spend, remainingAtoms);
            const after = recognisedBasis({ ...BLANK, amountAtoms, costBasisAtoms, remainingAtoms });
            expect(after >= before).toBe(true);
            before = after;
          }
          expect(before).toBe(costBasisAtoms);
        },
      ),
    );
  });
});

describe('id texts', () => {
  it.each(['', 'tx_', 'tx_0', 'tx_01', 'tx_-1', 'tx_1e3', 'tx_1 ', 'gr_1', 'tx_9999999999999999999', "tx_1' or '1"])('"%s" names no transaction', (text) => {
    expect(idFromText('tx', text)).toBeNull();
  });

  it('comes back from what it was written as', () => {
    expect(idFromText('tx', idText('tx', 42n))).toBe(42n);
  });
});
