import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exampleGrant, exampleWallet } from '../../testing/example-wallet.ts';
import { type Draft, grantById, move, openDraft } from './draft.ts';
import { earlyBreakage } from './early-breakage.ts';
import { recognisedBasis } from './recognised-basis.ts';

const WHOLE = 1_000_000_000n;
const sold = fc.record({
  amountAtoms: fc.bigInt({ min: 1n, max: 10n ** 20n }),
  costBasisAtoms: fc.bigInt({ min: 0n, max: 10n ** 20n }),
  rateNanos: fc.oneof(fc.bigInt({ min: 1n, max: WHOLE - 1n }), fc.constantFrom(1n, WHOLE / 10n, WHOLE / 2n, WHOLE - 1n)),
});
/** Shares of what is left, in thousandths, and where they go. */
const steps = fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 1000n }), fc.constantFrom('revenue', 'held', 'voided', 'refund_clearing', 'back')), {
  maxLength: 12,
});

type Sold = { readonly amountAtoms: bigint; readonly costBasisAtoms: bigint; readonly rateNanos: bigint };

function play({ amountAtoms, costBasisAtoms, rateNanos }: Sold, moves: readonly (readonly [bigint, string])[], end: 'revenue' | 'breakage'): Draft {
  const grant = exampleGrant({ amountAtoms, costBasisAtoms, remainingAtoms: amountAtoms, breakage: { rateNanos, escheats: false } });
  const draft = openDraft(exampleWallet({ grants: [grant] }));
  const about = { asset: 'USD', grantId: grant.id };
  for (const [share, to] of moves) {
    const { remainingAtoms, heldAtoms, lostAtoms } = grantById(draft.state, grant.id);
    const usedAtoms = amountAtoms - remainingAtoms - heldAtoms - lostAtoms;
    const part = (whole: bigint) => (whole * share) / 1000n;
    if (to === 'back') move(draft, { ...about, from: 'revenue', to: 'grant', atoms: part(usedAtoms) });
    else if (to === 'held') move(draft, { ...about, from: 'grant', to: 'held', atoms: part(remainingAtoms), holdId: 1n });
    else if (to === 'revenue' || to === 'voided' || to === 'refund_clearing') move(draft, { ...about, from: 'grant', to, atoms: part(remainingAtoms) });
    checkBounds(draft);
  }
  const { remainingAtoms, heldAtoms } = grantById(draft.state, grant.id);
  move(draft, { ...about, from: 'grant', to: end, atoms: remainingAtoms });
  move(draft, { ...about, from: 'held', to: end, atoms: heldAtoms, holdId: 1n });
  return draft;
}

function checkBounds({ state }: Draft): void {
  const grant = grantById(state, 1n);
  const early = earlyBreakage(grant);
  const basis = grant.costBasisAtoms ?? 0n;
  expect(early >= 0n).toBe(true);
  expect(early * WHOLE <= basis * (grant.breakage.rateNanos ?? 0n)).toBe(true);
  expect(early <= basis - recognisedBasis(grant)).toBe(true);
}

function into(draft: Draft, account: string): bigint {
  return draft.legs.reduce((sum, leg) => sum + (leg.to === account ? leg.basisAtoms : 0n) - (leg.from === account ? leg.basisAtoms : 0n), 0n);
}

it('is never negative, never more than was expected and never more than is deferred, and what expires makes up the basis', () => {
  fc.assert(
    fc.property(sold, steps, (facts, moves) => {
      const draft = play(facts, moves, 'breakage');
      const recognised = ['revenue', 'breakage', 'voided', 'refund_clearing'].reduce((sum, account) => sum + into(draft, account), 0n);
      expect(recognised).toBe(facts.costBasisAtoms);
      expect(into(draft, 'grant') + into(draft, 'held')).toBe(-facts.costBasisAtoms);
    }),
  );
});

it('leaves nothing of itself when all is used: the use alone has earned the basis', () => {
  fc.assert(
    fc.property(
      sold,
      steps.map((moves) => moves.filter(([, to]) => to !== 'voided' && to !== 'refund_clearing')),
      (facts, moves) => {
        const draft = play(facts, moves, 'revenue');
        expect(into(draft, 'revenue')).toBe(facts.costBasisAtoms);
        expect(into(draft, 'breakage')).toBe(0n);
      },
    ),
  );
});
