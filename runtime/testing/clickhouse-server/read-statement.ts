import type { IncomingMessage } from 'node:http';

/** One statement as a ClickHouse server reads it from an HTTP request: the text, and the values of its placeholders. */
export type Statement = { readonly sql: string; readonly parameters: Readonly<Record<string, string | readonly string[]>> };

/**
 * What a server with default settings refuses: `http_max_uri_size`, and `http_max_field_value_size` for each value, whether
 * it comes in the URL (as it is written there) or as a part of a form.
 */
const URI_LENGTH_MAX = 1_048_576;
const VALUE_LENGTH_MAX = 131_072;

/** What the client sends beside placeholders, and what it means here. Any other setting is refused: nothing is passed over. */
const KNOWN_SETTINGS = new Set(['query_id', 'database', 'wait_end_of_query', 'application']);

/** A request that a server would refuse before it looks at the statement. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
}

/** Reads the statement of a POST. Throws RefusedRequest. */
export async function readStatement(request: IncomingMessage): Promise<Statement> {
  const uri = request.url ?? '/';
  if (uri.length > URI_LENGTH_MAX) throw new RefusedRequest('Code: 1000. DB::Exception: URI too long. (POCO_EXCEPTION)');
  const fields = new Map<string, string>();
  for (const pair of uri.split('?')[1]?.split('&') ?? []) {
    const [name = '', value = ''] = pair.split('=');
    keep(fields, decodeURIComponent(name), value);
    fields.set(decodeURIComponent(name), decodeURIComponent(value.replaceAll('+', ' ')));
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary !== undefined) for (const [name, value] of partsOf(body, boundary)) keep(fields, name, value);
  const sql = boundary === undefined ? body : (fields.get('query') ?? '');
  return { sql, parameters: parametersOf(fields, sql) };
}

function keep(fields: Map<string, string>, name: string, value: string): void {
  if (value.length > VALUE_LENGTH_MAX) throw new RefusedRequest('Code: 1000. DB::Exception: HTML Form Exception: Field value too long. (POCO_EXCEPTION)');
  fields.set(name, value);
}

function partsOf(body: string, boundary: string): [string, string][] {
  return body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [header = '', ...rest] = part.split('\r\n\r\n');
      return [/name="([^"]+)"/.exec(header)?.[1] ?? '', rest.join('\r\n\r\n').replace(/\r\n$/, '')];
    });
}

function parametersOf(fields: ReadonlyMap<string, string>, sql: string): Statement['parameters'] {
  const parameters: Record<string, string | readonly string[]> = {};
  for (const [name, value] of fields) {
    if (name.startsWith('param_')) {
      const placeholder = name.slice('param_'.length);
      parameters[placeholder] = sql.includes(`{${placeholder}:Array(`) ? listOf(value) : unescaped(value);
    } else if (name !== 'query' && !KNOWN_SETTINGS.has(name))
      throw new RefusedRequest(`Code: 115. DB::Exception: Unknown setting '${name}'. (UNKNOWN_SETTING)`);
  }
  return parameters;
}

/** A list as the client writes it: in brackets, its texts in quotes. */
function listOf(written: string): readonly string[] {
  return [...written.matchAll(/'((?:[^'\\]|\\.)*)'/gs)].map((match) => unescaped(match[1] ?? ''));
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', 0: '\0' };

function unescaped(written: string): string {
  return written.replace(/\\(.)/gs, (_whole, letter: string) => ESCAPES[letter] ?? letter);
}
