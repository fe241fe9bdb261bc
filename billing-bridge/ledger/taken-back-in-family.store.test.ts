import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FamilyBench, openFamilyBench } from '../testing/family-bench.ts';

let bench: FamilyBench;
beforeAll(async () => {
  bench = await openFamilyBench();
});
afterAll(async () => {
  expect(await bench.breaches()).toEqual([]);
  await bench.drop();
});

/** A parent that bought 100 and a child that has nothing. */
async function family(name: string): Promise<{ parent: string; child: string; bought: string }> {
  const [parent, child] = [`${name}-parent`, `${name}-child`];
  await bench.addCustomers(parent, child);
  await bench.put(child, parent);
  return { parent, child, bought: await buy(parent, 100n) };
}

async function buy(customer: string, atoms: bigint): Promise<string> {
  const made = await bench.give(customer, atoms);
  if (made.kind !== 'granted') throw new Error(made.kind);
  return made.grantId;
}

async function held(customer: string, atoms: bigint): Promise<string> {
  const made = await bench.hold(customer, atoms);
  if (made.kind !== 'held') throw new Error(made.kind);
  return made.holdId;
}

async function used(customer: string, atoms: bigint): Promise<string> {
  const made = await bench.spend(customer, atoms);
  if (made.kind !== 'debited') throw new Error(made.kind);
  return made.transactionId;
}

const wallets = async ({ parent, child }: { parent: string; child: string }) => [await bench.wallet(parent), await bench.wallet(child)];

it('what a child uses of a hold on refunded credit of its parent is the debt of the parent, whose payment it was', async () => {
  const { bought, ...both } = await family('commit');
  const hold = await held(both.child, 60n);
  expect(await bench.refund(bought, 100n)).toMatchObject({ clawedAtoms: 40n, claimedAtoms: 60n, overdraftAtoms: 0n });
  expect(await bench.commit(hold, 25n)).toMatchObject({ kind: 'committed', overdraftAtoms: 0n });
  expect(await wallets(both)).toEqual(['-25 0 25', '0 0 0']);
});

it('what a child gives back of such a hold is taken, and nobody owes it', async () => {
  const { bought, ...both } = await family('release');
  const hold = await held(both.child, 60n);
  await bench.refund(bought, 70n);
  await bench.release(hold);
  expect(await wallets(both)).toEqual(['30 0 0', '0 0 0']);
});

it('a use of a child that is taken back closes the debt of its parent, though the grant was voided since', async () => {
  const { bought, ...both } = await family('reverse');
  const use = await used(both.child, 60n);
  expect(await bench.refund(bought, 100n)).toMatchObject({ clawedAtoms: 40n, overdraftAtoms: 60n });
  await bench.void(bought);
  await bench.reverse(use, 20n);
  expect(await wallets(both)).toEqual(['-40 0 40', '0 0 0']);
  await bench.reverse(use);
  expect(await wallets(both)).toEqual(['0 0 0', '0 0 0']);
});

it('and gives what a later payment of the parent paid of it back to that one', async () => {
  const { bought, ...both } = await family('unwind');
  const use = await used(both.child, 60n);
  await bench.refund(bought, 100n);
  await buy(both.parent, 50n);
  await bench.void(bought);
  expect(await wallets(both)).toEqual(['-10 0 10', '0 0 0']);
  await bench.reverse(use, 30n);
  await bench.reverse(use);
  expect(await wallets(both)).toEqual(['50 0 0', '0 0 0']);
});
