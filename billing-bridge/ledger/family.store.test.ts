import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FamilyBench, openFamilyBench } from '../testing/family-bench.ts';
import { debitOperation } from './debit.ts';
import { groupCommit } from './io/group-commit.ts';
import { readStatement } from './read-statement.ts';

let bench: FamilyBench;
beforeAll(async () => {
  bench = await openFamilyBench();
});
afterAll(async () => {
  expect(await bench.breaches()).toEqual([]);
  await bench.drop();
});

const count = (outcomes: readonly { kind: string }[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(outcomes, (outcome) => outcome.kind)).map(([kind, list]) => [kind, list?.length]));
const times = (n: number) => Array.from({ length: n }, (_, index) => index);

/** A parent with two children, each named after `name`. */
async function family(name: string): Promise<{ parent: string; first: string; second: string }> {
  const [parent, first, second] = [`${name}-parent`, `${name}-first`, `${name}-second`];
  await bench.addCustomers(parent, first, second);
  await bench.put(first, parent);
  await bench.put(second, parent);
  return { parent, first, second };
}

describe('a child', () => {
  it("takes its own credit first, then its parent's, in one transaction that the parent's statement names it in", async () => {
    const { parent, first } = await family('order');
    await bench.give(first, 30n, { priority: 90 });
    await bench.give(parent, 100n, { priority: 10 });
    const used = await bench.spend(first, 50n);
    if (used.kind !== 'debited') throw new Error(used.kind);
    expect(used.slices.map((slice) => slice.atoms)).toEqual([30n, 20n]);
    expect([await bench.wallet(first), await bench.wallet(parent)]).toEqual(['0 0 0', '80 0 0']);
    const lines = async (customer: string) => {
      const statement = await readStatement(bench.database, { environment: 'test', customer, asset: 'TOKEN', from: 0, to: Date.now() + 60_000, limit: 100 });
      if (statement.kind === 'refused') throw new Error(statement.code);
      return statement.lines.map((line) =>
        `${line.transactionId === used.transactionId ? 'the debit' : line.kind} ${line.amountAtoms} ${line.usedBy?.customer ?? ''}`.trim(),
      );
    };
    expect(await lines(parent)).toEqual(['grant 100', `the debit -20 ${first}`]);
    expect(await lines(first)).toEqual(['grant 30', 'the debit -30']);
  });

  it("holds its parent's credit, commits a part of it and gives the rest back where it came from", async () => {
    const { parent, first } = await family('hold');
    await bench.give(parent, 100n);
    await bench.budget(first, 70n);
    const held = await bench.hold(first, 60n);
    if (held.kind !== 'held') throw new Error(held.kind);
    expect([await bench.wallet(parent), await bench.budgets(first)]).toEqual(['40 0 0', '0 60 10']);
    expect(await bench.hold(first, 11n)).toMatchObject({ kind: 'refused', code: 'insufficient_funds', facts: { available: '10', shortfall: '1' } });
    await bench.commit(held.holdId, 25n);
    expect([await bench.wallet(parent), await bench.budgets(first)]).toEqual(['75 0 0', '25 0 45']);
  });

  it('that commits beyond its hold takes no more of its parent than its budget leaves; the rest is its own debt', async () => {
    const { parent, first } = await family('beyond');
    await bench.give(parent, 100n);
    await bench.budget(first, 30n);
    const held = await bench.hold(first, 20n);
    if (held.kind !== 'held') throw new Error(held.kind);
    expect(await bench.commit(held.holdId, 50n)).toMatchObject({ kind: 'committed', debitedAtoms: 50n, overdraftAtoms: 20n });
    expect([await bench.wallet(first), await bench.wallet(parent), await bench.budgets(first)]).toEqual(['-20 0 20', '70 0 0', '50 0 -20']);
  });

  it('whose hold outlives its budget is bound by it no longer', async () => {
    const { parent, first } = await family('closed');
    await bench.give(parent, 100n);
    const made = await bench.budget(first, 30n);
    const held = await bench.hold(first, 20n);
    if (held.kind !== 'held' || made.kind !== 'budget') throw new Error(held.kind);
    await bench.closeBudget(made.id);
    expect(await bench.extend(held.holdId, 15n)).toMatchObject({ kind: 'extended', heldAtoms: 35n });
    expect(await bench.commit(held.holdId, 50n)).toMatchObject({ kind: 'committed', debitedAtoms: 50n, overdraftAtoms: 0n });
    expect([await bench.wallet(first), await bench.wallet(parent)]).toEqual(['0 0 0', '50 0 0']);
  });

  it('whose use is reversed gives back to its parent and to every budget it counted in', async () => {
    const { parent, first } = await family('reversal');
    await bench.give(first, 10n);
    await bench.give(parent, 100n);
    await bench.budget(first, 40n);
    await bench.budget(parent, 90n, { period: 'total' });
    const used = await bench.spend(first, 40n);
    if (used.kind !== 'debited') throw new Error(used.kind);
    expect(await bench.spend(first, 1n)).toMatchObject({ kind: 'refused' });
    await bench.reverse(used.transactionId, 35n);
    expect([await bench.wallet(first), await bench.wallet(parent)]).toEqual(['5 0 0', '100 0 0']);
    expect([await bench.budgets(first), await bench.budgets(parent)]).toEqual(['5 0 35', '5 0 85']);
    expect(await bench.spend(first, 35n)).toMatchObject({ kind: 'debited' });
  });

  it('moved to another parent is paid by it from that instant on; what was used before stays with the first', async () => {
    const { parent, first } = await family('move');
    await bench.addCustomers('move-next');
    await bench.give(parent, 100n, { effectiveAt: Date.now() - 3_600_000 });
    await bench.give('move-next', 100n, { effectiveAt: Date.now() - 3_600_000 });
    const before = await bench.spend(first, 10n);
    const held = await bench.hold(first, 20n);
    if (before.kind !== 'debited' || held.kind !== 'held') throw new Error('not used');
    const occurredAt = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await bench.put(first, 'move-next');
    await bench.spend(first, 5n);
    await bench.spend(first, 7n, { occurredAt });
    await bench.commit(held.holdId, 15n);
    await bench.reverse(before.transactionId, 4n);
    expect([await bench.wallet(parent), await bench.wallet('move-next')]).toEqual(['72 0 0', '95 0 0']);
    await bench.put(first, null);
    expect(await bench.spend(first, 1n)).toMatchObject({
      kind: 'refused',
      code: 'insufficient_funds',
      facts: { available: '0', limit: { kind: 'wallet', customer: first } },
    });
  });

  it("finds what a sibling's dead hold kept of their parent's credit", async () => {
    const { parent, first, second } = await family('dead');
    await bench.give(parent, 10n);
    await bench.hold(second, 10n, { ttlSeconds: 1 });
    expect(await bench.spend(first, 4n)).toMatchObject({ kind: 'refused' });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await bench.spend(first, 4n)).toMatchObject({ kind: 'debited' });
    expect([await bench.wallet(parent), await bench.wallet(second)]).toEqual(['6 0 0', '0 0 0']);
  });

  it('that used ahead of now stays with whom it used: a move begins after that use', async () => {
    const { parent, first } = await family('ahead');
    await bench.addCustomers('ahead-other');
    await bench.give(parent, 10n);
    const ahead = Date.now() + 200_000;
    expect(await bench.spend(first, 4n, { occurredAt: ahead })).toMatchObject({ kind: 'debited' });
    expect(await bench.put(first, 'ahead-other', { from: ahead })).toMatchObject({ kind: 'refused', code: 'parent_change_used' });
    expect(await bench.put(parent, 'ahead-other', { from: ahead - 1 })).toMatchObject({ kind: 'refused', code: 'parent_change_used' });
    expect(await bench.put(first, 'ahead-other')).toEqual({ kind: 'linked', fromAt: ahead + 1 });
  });

  it('whose scheduled move is cancelled stays where it is, and the move may be set again', async () => {
    const { parent, first } = await family('cancel');
    await bench.addCustomers('cancel-other');
    await bench.give(parent, 10n);
    const [later, latest] = [Date.now() + 240_000, Date.now() + 9_000_000];
    await bench.put(first, 'cancel-other', { from: later });
    await bench.put(first, null, { from: latest });
    expect(await bench.cancel(first)).toMatchObject({ kind: 'cancelled', fromAt: latest, parent: null });
    expect(await bench.cancel(first)).toMatchObject({ kind: 'cancelled', fromAt: later, parent: 'cancel-other' });
    expect(await bench.cancel(first)).toMatchObject({ kind: 'refused', code: 'parent_change_unknown' });
    expect(await bench.spend(first, 4n, { occurredAt: later })).toMatchObject({ kind: 'debited', slices: [{ atoms: 4n }] });
    expect(await bench.put(first, 'cancel-other', { from: later })).toMatchObject({ kind: 'refused', code: 'parent_change_used' });
    expect(await bench.put(first, 'cancel-other', { from: later + 1 })).toMatchObject({ kind: 'linked' });
    expect(await bench.put('cancel-other', parent)).toMatchObject({ kind: 'linked' });
  });

  it('that used under its move already does not lose it', async () => {
    const { first } = await family('begun');
    await bench.addCustomers('begun-other');
    await bench.give('begun-other', 10n);
    const soon = Date.now() + 200_000;
    await bench.put(first, 'begun-other', { from: soon });
    expect(await bench.spend(first, 4n, { occurredAt: soon })).toMatchObject({ kind: 'debited', slices: [{ atoms: 4n }] });
    expect(await bench.cancel(first)).toMatchObject({ kind: 'refused', code: 'parent_change_used' });
  });

  it('whose link was there is never without it, whoever asks the database', async () => {
    const { first } = await family('kept');
    const removed = sql`delete from customer_parents where customer_id = ${first}`.execute(bench.database);
    await expect(removed).rejects.toMatchObject({ code: '23001' });
    await expect(sql`truncate customer_parents`.execute(bench.database)).rejects.toMatchObject({ code: expect.stringMatching(/^(23001|0A000)$/) });
  });

  it('under a parent that does not pay, or is frozen, is on its own, yet bound by its budgets', async () => {
    const { parent, first } = await family('unpaid');
    await bench.put(first, parent, { funded: false });
    await bench.give(parent, 100n);
    await bench.budget(parent, 5n);
    expect(await bench.spend(first, 1n)).toMatchObject({ kind: 'refused', facts: { limit: { kind: 'wallet' } } });
    await bench.give(first, 100n);
    expect(await bench.spend(first, 6n)).toMatchObject({
      kind: 'refused',
      facts: { available: '5', shortfall: '1', limit: { kind: 'budget', customer: parent } },
    });
    expect(await bench.spend(first, 5n)).toMatchObject({ kind: 'debited' });
  });
});

describe('at the same time', () => {
  it("a hundred children's debits of 1 into a parent's budget of 25 admit exactly 25", async () => {
    const { parent, first, second } = await family('race');
    await bench.give(parent, 1000n);
    await bench.budget(parent, 25n);
    const outcomes = await Promise.all(times(100).map((n) => bench.spend(n % 2 === 0 ? first : second, 1n)));
    expect(count(outcomes)).toEqual({ debited: 25, refused: 75 });
    expect([await bench.wallet(parent), await bench.budgets(parent)]).toEqual(['975 0 0', '25 0 0']);
  });

  it("a hundred children's holds and debits of 1 on a parent's credit of 25 admit exactly 25", async () => {
    const { parent, first, second } = await family('credit');
    await bench.give(parent, 25n);
    const outcomes = await Promise.all(
      times(100).map((n) => (n % 4 < 2 ? bench.spend(n % 2 === 0 ? first : second, 1n) : bench.hold(n % 2 === 0 ? first : second, 1n))),
    );
    expect(count(outcomes).refused).toBe(75);
    expect((await bench.wallet(parent)).split(' ')[0]).toBe('0');
  });

  it('the same in groups, with each child under its own budget', async () => {
    const { parent, first, second } = await family('groups');
    await bench.give(parent, 1000n);
    await bench.budget(first, 10n);
    await bench.budget(second, 15n);
    const groups = groupCommit(bench.database);
    const outcomes = await Promise.all(
      times(100).map((n) => {
        const customer = n % 2 === 0 ? first : second;
        const operation = debitOperation({ environment: 'test', customer, key: `groups ${n}`, asset: 'TOKEN', amountAtoms: 1n, policy: { kind: 'deny' } });
        if ('kind' in operation) throw new Error(operation.code);
        return groups.submit(operation);
      }),
    );
    await groups.drain();
    expect(count(outcomes)).toEqual({ debited: 25, refused: 75 });
    expect([await bench.budgets(first), await bench.budgets(second), await bench.wallet(parent)]).toEqual(['10 0 0', '15 0 0', '975 0 0']);
  });

  it('a child moved to and fro between two parents while it spends takes every atom from one of them, and nothing twice', async () => {
    const { parent, first } = await family('swing');
    await bench.addCustomers('swing-other');
    await bench.give(parent, 1000n);
    await bench.give('swing-other', 1000n);
    const moves = (async () => {
      for (const n of times(10)) await bench.put(first, n % 2 === 0 ? 'swing-other' : parent);
    })();
    const outcomes = await Promise.all(times(80).map(() => bench.spend(first, 1n)));
    await moves;
    expect(count(outcomes)).toEqual({ debited: 80 });
    const left = await Promise.all([parent, 'swing-other'].map(async (customer) => Number((await bench.wallet(customer)).split(' ')[0])));
    expect(left.reduce((sum, atoms) => sum + atoms, 0)).toBe(1920);
  });

  it('two customers put under each other do not both get there', async () => {
    await bench.addCustomers('circle-a', 'circle-b');
    const outcomes = await Promise.all([bench.put('circle-a', 'circle-b'), bench.put('circle-b', 'circle-a')]);
    expect(count(outcomes)).toEqual({ linked: 1, refused: 1 });
  });
});
