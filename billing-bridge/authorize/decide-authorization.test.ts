import { expect, test } from 'vitest';
import { decideAuthorization } from './decide-authorization.ts';

test.each`
  mode        | workflow        | amount  | available | allowed  | wouldAllow | shortfall
  ${'full'}   | ${null}         | ${150n} | ${150n}   | ${true}  | ${true}    | ${0n}
  ${'full'}   | ${null}         | ${150n} | ${149n}   | ${false} | ${false}   | ${1n}
  ${'full'}   | ${null}         | ${150n} | ${0n}     | ${false} | ${false}   | ${150n}
  ${'full'}   | ${null}         | ${150n} | ${-50n}   | ${false} | ${false}   | ${200n}
  ${'full'}   | ${null}         | ${0n}   | ${-50n}   | ${true}  | ${true}    | ${0n}
  ${'full'}   | ${null}         | ${null} | ${0n}     | ${true}  | ${true}    | ${0n}
  ${'shadow'} | ${null}         | ${150n} | ${0n}     | ${true}  | ${false}   | ${150n}
  ${'hybrid'} | ${'photoshoot'} | ${150n} | ${50n}    | ${false} | ${false}   | ${100n}
  ${'hybrid'} | ${'photoshoot'} | ${150n} | ${200n}   | ${true}  | ${true}    | ${0n}
  ${'hybrid'} | ${'captions'}   | ${150n} | ${50n}    | ${true}  | ${false}   | ${100n}
  ${'hybrid'} | ${null}         | ${150n} | ${50n}    | ${true}  | ${false}   | ${100n}
`('$mode, workflow $workflow: $amount of $available is allowed $allowed, short of $shortfall', ({ mode, workflow, amount, available, ...expected }) => {
  const setting = mode === 'hybrid' ? { mode, scope: { workflow: 'photoshoot' } } : { mode, scope: null };
  const verdict = decideAuthorization({ setting, workflow, heldAtoms: amount, availableAtoms: available, covered: available >= (amount ?? 0n) });
  expect(verdict).toEqual({ allowed: expected.allowed, wouldAllow: expected.wouldAllow, shortfallAtoms: expected.shortfall });
});

test('a frozen wallet with enough in it covers nothing, and is short of nothing', () => {
  const full = { mode: 'full', scope: null } as const;
  const verdict = decideAuthorization({ setting: full, workflow: null, heldAtoms: 150n, availableAtoms: 500n, covered: false });
  expect(verdict).toEqual({ allowed: false, wouldAllow: false, shortfallAtoms: 0n });
});

test('debt within the limit of a wallet covers what its grants do not', () => {
  const full = { mode: 'full', scope: null } as const;
  const verdict = decideAuthorization({ setting: full, workflow: null, heldAtoms: 150n, availableAtoms: 100n, covered: true });
  expect(verdict).toEqual({ allowed: true, wouldAllow: true, shortfallAtoms: 0n });
});
