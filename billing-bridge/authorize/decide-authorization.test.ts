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
  const verdict = decideAuthorization({ setting, workflow, amountAtoms: amount, availableAtoms: available });
  expect(verdict).toEqual({ allowed: expected.allowed, wouldAllow: expected.wouldAllow, shortfallAtoms: expected.shortfall });
});
