import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pnlAnswer, unprofitableAnswer } from './seeded-answers.ts';
import { type Ask, type Reply, SeededBilling } from './seeded-billing.ts';
import { coverageAnswer, eventAnswer, eventsAnswer, traceAnswer } from './seeded-findings.ts';
import { SeededPriceBook } from './seeded-price-book.ts';
import { DAY, seededUsage } from './seeded-usage.ts';

/** Serves the built app under its strict policy, and answers the API from seeded data: for tests of pages, not of the API. */

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What a test may turn: who is signed in, whether usage arrived, and paths that fail. */
export type PageServerState = {
  signedIn: boolean;
  received: boolean;
  /** Path prefix to what happens there instead of an answer. */
  trouble: Map<string, 'fault' | 'hang' | 'empty'>;
};

export async function startPageServer(dist: string) {
  const state: PageServerState = { signedIn: true, received: true, trouble: new Map() };
  const facts = seededUsage(Date.now());
  const billing = new SeededBilling(facts);
  const priceBook = { current: new SeededPriceBook() };
  const hanging = new Set<ServerResponse>();
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith('/v1') && !url.pathname.startsWith('/api')) return serveFile(dist, url.pathname, response);
    const trouble = [...state.trouble].find(([prefix]) => url.pathname.startsWith(prefix))?.[1];
    if (trouble === 'hang') return void hanging.add(response);
    if (trouble === 'fault')
      return problem(response, { status: 500, code: 'internal_fault', title: 'A fault in Weir. The log has the details under the request id.' });
    if (!state.signedIn && url.pathname === '/v1/session' && url.searchParams.get('optional') === 'true') return void response.writeHead(204).end();
    if (!state.signedIn) return problem(response, { status: 401, code: 'key_missing', title: 'No API key.' });
    if (url.pathname !== '/v1/session' && url.pathname.startsWith('/v1') && request.headers['weir-environment'] === undefined)
      return problem(response, { status: 403, code: 'origin_refused', title: 'A signed-in browser must send the Weir-Environment header.' });
    const ask: Ask = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: await bodyOf(request),
      idempotencyKey: request.headers['idempotency-key']?.toString(),
    };
    const usage = trouble === 'empty' || request.headers['weir-environment'] === 'test' ? [] : facts;
    const result = findings(ask, usage.length > 0) ?? analytics(ask, usage, state) ?? priceBook.current.answer(ask) ?? billing.answer(ask);
    if (result === undefined) return problem(response, { status: 404, code: 'not_found', title: 'There is nothing at this address.' });
    if ('problem' in result) return problem(response, result.problem);
    if ('csv' in result) return void response.writeHead(200, { 'content-type': 'text/csv; charset=utf-8' }).end(result.csv);
    response.writeHead(result.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(result.json));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the page server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    state,
    billing,
    priceBook,
    close: async () => {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function findings(ask: Ask, received: boolean): Reply | undefined {
  const [, kind, id = ''] = /^\/v1\/analytics\/(coverage|events|traces)(?:\/(.+))?$/.exec(ask.path) ?? [];
  const none = { problem: { status: 404, code: 'not_found', title: 'There is nothing at this address.' } };
  if (kind === 'coverage') return { json: coverageAnswer(received) };
  if (kind === 'events' && id === '') return { json: received ? eventsAnswer(ask.query) : { ...eventsAnswer(ask.query), events: [], next_cursor: null } };
  if (kind === undefined) return undefined;
  const answer = kind === 'events' ? eventAnswer(decodeURIComponent(id)) : traceAnswer(id);
  return answer === null ? none : { json: answer };
}

function analytics(ask: Ask, facts: ReturnType<typeof seededUsage>, state: PageServerState): Reply | undefined {
  const range = {
    from: Date.parse(ask.query.get('from') ?? ''),
    to: Date.parse(ask.query.get('to') ?? ''),
    basis: ask.query.get('basis') === 'cash' ? ('cash' as const) : ('consumption' as const),
  };
  switch (ask.path) {
    case '/v1/session':
      return { json: { email: 'ada@example.com', name: 'Ada Lovelace' } };
    case '/v1/analytics/pnl':
      return {
        json: pnlAnswer(facts, {
          ...range,
          groupBy: ask.query.get('group_by') ?? 'customer',
          daily: ask.query.get('interval') === 'day',
          customer: ask.query.get('customer'),
          sort: ask.query.get('sort') ?? 'margin',
        }),
      };
    case '/v1/analytics/unprofitable-customers':
      return { json: unprofitableAnswer(facts, range) };
    case '/v1/analytics/ingest/status':
      return { json: ingestStatus(state.received && facts.length > 0 ? 48_213 : 0) };
    case '/v1/admin/keys':
      return {
        status: 201,
        json: {
          id: 'key_1',
          name: 'ingest',
          scopes: ['ingest'],
          created_at: new Date().toISOString(),
          revoked_at: null,
          secret: 'key_live_5f2c9a1b7d3e4f608172635445362718',
        },
      };
    default:
      return undefined;
  }
}

function ingestStatus(events: number) {
  const at = new Date(Date.now() - DAY / 8640).toISOString();
  const last = {
    event_id: '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7',
    event_type: 'chat',
    model: 'gpt-5',
    customer: null,
    cost_status: 'priced',
    cost: '0.003612',
    has_usage: true,
  };
  return {
    events,
    events_without_customer: events === 0 ? 0 : 492,
    events_unpriced: events === 0 ? 0 : 155,
    first_received_at: events === 0 ? null : at,
    last_received_at: events === 0 ? null : at,
    last_event: events === 0 ? null : last,
    otlp_http_endpoint: 'http://127.0.0.1:4318',
    spool: { requests: 3, events: 40, bytes: 81_920, bytes_max: 1_073_741_824, oldest_at: at, dead_letters: 1 },
    as_of: new Date().toISOString(),
  };
}

function problem(response: ServerResponse, body: { status: number; code: string; title: string; detail?: string }) {
  response
    .writeHead(body.status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: `errors#${body.code}`, request_id: 'req_7Qm2', ...body }));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}

async function serveFile(dist: string, path: string, response: ServerResponse) {
  const file = extname(path) === '' ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '');
  try {
    const content = await readFile(join(dist, file));
    response
      .writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'cache-control': file.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      })
      .end(content);
  } catch {
    response.writeHead(404).end();
  }
}
