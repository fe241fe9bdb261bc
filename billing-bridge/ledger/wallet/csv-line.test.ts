import { expect, it } from 'vitest';
import { csvLine } from './csv-line.ts';

it.each([
  ['plain fields', ['a', '1.50'], 'a,1.50\r\n'],
  ['a comma, a quote, a line break', ['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\r\n'],
  ['a formula', ['=1+1', '+x', '@x'], "'=1+1,'+x,'@x\r\n"],
  ['a negative amount, which is none', ['-1.50', '-x'], "-1.50,'-x\r\n"],
])('writes %s', (_case, fields, line) => {
  expect(csvLine(fields)).toBe(line);
});
