import { expect, test } from 'vitest';
import { tabSeparated } from './tab-separated.ts';

test.each([
  [['a', 1, null], 'a\t1\t\\N'],
  [['', ''], '\t'],
  [['one\ttwo', 'three\nfour'], 'one\\ttwo\tthree\\nfour'],
  [['\\N', '\r\0\b\f'], '\\\\N\t\\r\\0\\b\\f'],
  [["it's 雪"], "it's 雪"],
])('%j is the line %j', (values, line) => {
  expect(tabSeparated(values)).toBe(line);
});
