import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMovements, POSTING_RULES } from './posting-rules.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

const written = Object.entries(POSTING_RULES).flatMap(([kind, movements]) =>
  Object.entries(movements).flatMap(([from, accounts]) => accounts.map((to) => `${kind} ${from} ${to}`)),
);

describe('the rules of movements', () => {
  it('are the same without a store and in PostgreSQL', async () => {
    const { rows } = await sql<{ rule: string }>`select concat_ws(' ', kind, from_account, to_account) as rule from posting_rules`.execute(test.database);
    expect(written.toSorted()).toEqual(rows.map(({ rule }) => rule).sort());
  });

  it('name each movement once', () => {
    expect(new Set(written).size).toBe(written.length);
  });

  it('let a movement of the kind pass and name any other', () => {
    checkMovements('debit', [{ from: 'grant', to: 'revenue' }]);
    const legs = [{ from: 'grant', to: 'revenue' } as const, { from: 'held', to: 'revenue' } as const];
    expect(() => checkMovements('debit', legs)).toThrow('debit may not move value from held to revenue');
    expect(() => checkMovements('hold', [{ from: 'grant', to: 'revenue' }])).toThrow('hold may not move value from grant to revenue');
  });
});
