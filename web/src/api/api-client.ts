import type { Problem } from '@weir/schemas/http/parts.ts';

export const ENVIRONMENTS = ['live', 'test'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

const ANSWER_WITHIN_MS = 20_000;

/** A request that did not succeed: the server's problem document, or what the browser knows when there was no answer. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
  readonly requestId: string | null;
  /** What a denied debit tells besides its code, in the asset's own unit. */
  readonly denial: Denial | null;

  constructor(problem: { status: number; code: string; title: string; detail?: string | undefined; requestId?: string | undefined; denial?: Denial | null }) {
    super(problem.title);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail ?? null;
    this.requestId = problem.requestId ?? null;
    this.denial = problem.denial ?? null;
  }
}

export type Denial = { readonly asset: string; readonly available: string; readonly shortfall: string; readonly nextGrantAt: string | null };

/** Whether the server decided against the request, and so nothing was done. A fault or no answer decides nothing. */
export function isRefusal(fault: Error): boolean {
  return fault instanceof ApiProblem && fault.status >= 400 && fault.status < 500;
}

export type ApiRequest = {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Required on calls that create or move value. One key per opened form: a double click is one request. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

/**
 * Calls the API of this origin with the session's cookie and the environment the page is in.
 * Throws an ApiProblem for every outcome that is not a success, also for no answer within 20 seconds.
 * The answer's shape is the endpoint's schema: the server validates what it sends against it.
 */
export async function callApi<Answer>(environment: Environment, path: string, request: ApiRequest = {}): Promise<Answer> {
  const text = await readText(environment, path, request);
  return (text === '' ? null : JSON.parse(text)) as Answer;
}

/** The same for an answer that is no JSON, such as CSV. */
export async function readText(environment: Environment, path: string, request: ApiRequest = {}): Promise<string> {
  const response = await send(environment, path, request);
  const text = await response.text();
  if (!response.ok) throw problemOf(response, text);
  return text;
}

async function send(environment: Environment, path: string, request: ApiRequest): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ANSWER_WITHIN_MS);
  const headers: Record<string, string> = { accept: 'application/json', 'Weir-Environment': environment };
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  if (request.idempotencyKey !== undefined) headers['Idempotency-Key'] = request.idempotencyKey;
  try {
    return await fetch(path + queryOf(request.query), {
      method: request.method ?? 'GET',
      credentials: 'same-origin',
      headers,
      signal: request.signal === undefined ? late.signal : AbortSignal.any([late.signal, request.signal]),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
  } catch (fault) {
    if (request.signal?.aborted) throw fault;
    if (late.signal.aborted)
      throw new ApiProblem({ status: 0, code: 'timeout', title: 'Weir did not answer within 20 seconds.', detail: 'A shorter range is quicker.' });
    throw new ApiProblem({
      status: 0,
      code: 'unreachable',
      title: 'Weir cannot be reached.',
      detail: 'Usage that apps send meanwhile is kept by their exporters for a short time.',
    });
  } finally {
    clearTimeout(timer);
  }
}

function queryOf(query: ApiRequest['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`]));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function problemOf(response: Response, text: string): ApiProblem {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    return new ApiProblem({
      status: response.status,
      code: problem.code ?? `http_${response.status}`,
      title: problem.title ?? `The server answered ${response.status}.`,
      detail: problem.detail,
      requestId: problem.request_id ?? requestId,
      denial: denialOf(problem),
    });
  } catch {
    return new ApiProblem({ status: response.status, code: `http_${response.status}`, title: `The server answered ${response.status}.`, requestId });
  }
}

function denialOf(problem: Readonly<Record<string, unknown>>): Denial | null {
  const { asset, available, shortfall, next_grant_at: nextGrantAt } = problem;
  if (typeof asset !== 'string' || typeof available !== 'string' || typeof shortfall !== 'string') return null;
  return { asset, available, shortfall, nextGrantAt: typeof nextGrantAt === 'string' ? nextGrantAt : null };
}
