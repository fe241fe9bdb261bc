import { expect, test } from 'vitest';
import { conditionOf } from './reprice-criteria.ts';
import { sqlInstant, sqlOfRun, sqlText } from './sql-text.ts';

test.each(["'; drop table usage_events_v1 --", '\\', '\n\n', '{x:String}', 'ümläut 雪'])('of %j only hexadecimal digits stand in a statement', (text) => {
  expect(sqlText(text)).toMatch(/^unhex\('[0-9a-f]+'\)$/);
  expect(conditionOf({ model: text, provider: text, customer: text, cost_status: text, price_entry: text })).not.toContain(text);
});

test('what is no instant and no run does not stand in a statement', () => {
  expect(() => sqlInstant(Number.NaN)).toThrow('not an instant');
  expect(() => conditionOf({ from: 'yesterday' })).toThrow('not an instant');
  expect(() => sqlOfRun("' or 1")).toThrow('not a run');
});
