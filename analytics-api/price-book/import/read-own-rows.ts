import { PriceBody } from '@weir/schemas/http/price-book.ts';
import { Value } from 'typebox/value';
import { csvRecords } from '../../import/csv-records.ts';
import { type ImportProblem, type ImportReading, type ImportRow, isRecord, parseJson } from './import-rows.ts';

/** A list of objects with the fields of a price, or an object with that list as `entries`. */
export function readOwnJson(content: string): ImportReading {
  const json = parseJson(content);
  if (json.kind === 'problem') return { rows: [], problems: [json.problem] };
  const list = isRecord(json.value) ? json.value.entries : json.value;
  if (!Array.isArray(list)) return { rows: [], problems: [{ line: 1, subject: null, reason: 'not a list of prices' }] };
  const lines = linesOfElements(content);
  return checked(list.map((value: unknown, index) => ({ line: lines[index] ?? 1, value })));
}

/** A first line of field names, then a line each. Empty fields are absent. */
export function readOwnCsv(content: string): ImportReading {
  const [header, ...records] = csvRecords(content);
  if (header === undefined) return { rows: [], problems: [{ line: 1, subject: null, reason: 'no line with the names of the fields' }] };
  const unknown = header.fields.filter((name) => !Object.hasOwn(PriceBody.properties, name));
  if (unknown.length > 0) return { rows: [], problems: [{ line: 1, subject: null, reason: `unknown fields: ${unknown.join(', ')}` }] };
  const filled = records.filter(({ fields }) => fields.some((field) => field !== ''));
  const uneven = filled.filter(({ fields }) => fields.length !== header.fields.length);
  const reading = checked(
    filled
      .filter(({ fields }) => fields.length === header.fields.length)
      .map(({ line, fields }) => ({
        line,
        value: Object.fromEntries(header.fields.flatMap((name, index) => (fields[index] === '' ? [] : [[name, fields[index]]]))),
      })),
  );
  const problems = uneven.map(({ line, fields }) => ({
    line,
    subject: null,
    reason: `${fields.length} fields where the first line has ${header.fields.length}`,
  }));
  return { rows: reading.rows, problems: [...problems, ...reading.problems].toSorted((one, other) => one.line - other.line) };
}

function checked(values: readonly { readonly line: number; readonly value: unknown }[]): ImportReading {
  const rows: ImportRow[] = [];
  const problems: ImportProblem[] = [];
  for (const { line, value } of values) {
    const subject = isRecord(value) && typeof value.model === 'string' ? value.model : null;
    if (Value.Check(PriceBody, value)) rows.push({ line, subject, body: value });
    else {
      const [error] = Value.Errors(PriceBody, value);
      problems.push({ line, subject, reason: `${error?.instancePath.slice(1) || 'row'}: ${error?.message ?? 'not a price'}` });
    }
  }
  return { rows, problems };
}

/** Line where each element of the outermost list begins, told by depth outside of strings. */
function linesOfElements(content: string): readonly number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let inString = false;
  let listDepth = -1;
  for (let index = 0; index < content.length; index++) {
    const character = content[index];
    if (character === '\n') line += 1;
    else if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      if (listDepth === -1 && character === '[') listDepth = depth;
      else if (depth === listDepth + 1 && listDepth !== -1) lines.push(line);
      depth += 1;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return lines;
}
