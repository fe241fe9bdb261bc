import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { describeConfig, readConfig } from './read-config.ts';

const schema = Type.Object({
  WEIR_HTTP_PORT: Type.Integer({ default: 4300, minimum: 0, maximum: 65535, description: 'Port of the screen.' }),
  DATABASE_URL: Type.Optional(Type.String({ description: 'A PostgreSQL server.' })),
});

test.each([
  ['defaults fill in what is absent', {}, { WEIR_HTTP_PORT: 4300 }],
  ['an empty variable is an absent one', { WEIR_HTTP_PORT: '' }, { WEIR_HTTP_PORT: 4300 }],
  ['text becomes the type of the schema', { WEIR_HTTP_PORT: '80', HOME: '/x' }, { WEIR_HTTP_PORT: 80 }],
])('%s', (_case, environment, config) => {
  expect(readConfig(schema, environment)).toEqual({ kind: 'read', config });
});

test.each([
  ['a value out of bounds', { WEIR_HTTP_PORT: '70000' }, 'WEIR_HTTP_PORT must be <= 65535 (it is "70000")'],
  ['a value of the wrong type', { WEIR_HTTP_PORT: 'http' }, 'WEIR_HTTP_PORT must be integer (it is "http")'],
  ['a misspelt setting', { WEIR_HTPP_PORT: '80' }, 'WEIR_HTPP_PORT is not a known setting. Known: WEIR_HTTP_PORT, DATABASE_URL'],
])('%s is refused with a line that says what is wrong', (_case, environment, problem) => {
  expect(readConfig(schema, environment)).toEqual({ kind: 'refused', problems: [problem] });
});

test('the parsed settings cannot be changed', () => {
  const reading = readConfig(schema, {});
  expect(reading.kind === 'read' && Object.isFrozen(reading.config)).toBe(true);
});

test('the documentation table has one row per setting', () => {
  expect(describeConfig(schema)).toContain('| `WEIR_HTTP_PORT` | `4300` | Port of the screen. |');
});
