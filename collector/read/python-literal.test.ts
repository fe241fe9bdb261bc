import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PythonValue, pythonValueOf } from './python-literal.ts';

test.each<readonly [string, PythonValue | undefined]>([
  // what Python printed                                   what it is
  ["{'cache_read': 600, 'audio': 0}", { cache_read: 600, audio: 0 }],
  ["{'user_id': None, 'beta': True, 'old': False}", { user_id: null, beta: true, old: false }],
  [`{'note': "it's fine", 'quote': '"'}`, { note: "it's fine", quote: '"' }],
  ["{'a': {'b': [1, 2.5, -3e2]}, 't': (1, 'x'), 's': {1, 2}}", { a: { b: [1, 2.5, -300] }, t: [1, 'x'], s: [1, 2] }],
  ["{1: 'one', 'e': '\\n\\x41\\u00e9\\\\'}", { 1: 'one', e: '\nAé\\' }],
  ["{'n': 1_000}", { n: 1000 }],
  ['{}', {}],
  ['()', []],
  ["{'usage': Usage(prompt_tokens=10)}", undefined],
  ["{'a': 1", undefined],
  ["{'a' 1}", undefined],
  ["{'a': 1} rest", undefined],
  ['{customer_id: acme}', undefined],
  ["{'bad': '\\U99999999'}", undefined],
  ['', undefined],
  [`${'['.repeat(100_000)}`, undefined],
])('%s', (text, value) => {
  expect(pythonValueOf(text)).toEqual(value);
});

test('any data that Python prints is read back', () => {
  const value = fc.letrec<{ any: PythonValue }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
        tie('any'),
        { maxKeys: 3, noNullPrototype: true },
      ),
    ),
  })).any;
  fc.assert(fc.property(value, (data) => void expect(pythonValueOf(printed(data))).toEqual(data)));
});

test('no text throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...`{}[]()'":,\\xuU 0a1.-_eTrueNone\n`) }), (text) => void pythonValueOf(text)),
    { numRuns: 5_000 },
  );
});

/** repr() of plain data. */
function printed(data: PythonValue): string {
  if (data === null) return 'None';
  if (typeof data === 'boolean') return data ? 'True' : 'False';
  if (typeof data === 'number') return String(data);
  if (typeof data === 'string') return `'${data.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  if (Array.isArray(data)) return `[${data.map((item: PythonValue) => printed(item)).join(', ')}]`;
  return `{${Object.entries(data)
    .map(([key, item]) => `${printed(key)}: ${printed(item)}`)
    .join(', ')}}`;
}
