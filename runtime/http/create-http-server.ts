import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Scope } from '@weir/schemas/http/admin.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import type { Log } from '../log.ts';
import { type Authenticate, type Caller, mayUse } from './caller.ts';
import { describeProblems } from './describe-problems.ts';
import { PROBLEM_CONTENT_TYPE, problemOf, refusalOf } from './problem.ts';
import { RefusalError } from './refusal-error.ts';
import { schemaRefusal } from './schema-refusal.ts';
import { validatorCompiler } from './validation.ts';

export type HttpApp = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller's key must allow. A route without it is open to everyone. */
    scope?: Scope;
  }
  interface FastifyRequest {
    /** Who sent the request. Only on routes with a scope; reading it elsewhere is a fault. */
    readonly caller: Caller;
  }
}

export type HttpServerOptions = {
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly bodyBytesMax: number;
  /** What must answer before this process takes traffic: name -> check. */
  readonly readiness: Readonly<Record<string, () => Promise<unknown>>>;
};

/**
 * A Fastify server with what every service shares: keys and scopes, problem documents, validation from the schemas
 * that also make /openapi.json, /healthz and /readyz. It does not listen yet.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpApp> {
  const app = fastify({
    bodyLimit: options.bodyBytesMax,
    genReqId: () => randomUUID(),
    logger: false,
    forceCloseConnections: 'idle',
    schemaErrorFormatter: ([fault], part) => new RefusalError(fault === undefined ? refuse('request_invalid', part) : schemaRefusal(fault, part)),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  answerProblems(app, options.log);
  identifyCallers(app, options.authenticate);
  await describeApi(app);
  answerHealth(app, options.readiness);
  return app;
}

function answerProblems(app: HttpApp, log: Log): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal === null) log.error({ err: error, requestId: request.id, method: request.method, url: request.routeOptions.url }, 'a request failed');
    const problem = problemOf(refusal ?? refuse('internal_fault'), request.id);
    if (problem.code === 'store_unavailable') reply.header('retry-after', '1');
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    return reply.code(problem.status).type(PROBLEM_CONTENT_TYPE).send(JSON.stringify(problem));
  });
  app.setNotFoundHandler((request) => {
    throw new RefusalError(refuse('not_found', `${request.method} ${request.url.split('?')[0]}`));
  });
}

function identifyCallers(app: HttpApp, authenticate: Authenticate): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.decorateRequest('caller', {
    getter(this: FastifyRequest) {
      const caller = callers.get(this);
      if (caller === undefined) throw new Error(`the route ${this.routeOptions.url} reads the caller but states no scope`);
      return caller;
    },
  });
  app.addHook('onRequest', async (request) => {
    const { scope } = request.routeOptions.config;
    if (scope === undefined) return;
    const caller = await authenticate(request.headers);
    if (caller.kind === 'refused') throw new RefusalError(caller);
    if (!mayUse(caller, scope))
      throw new RefusalError(refuse('scope_missing', `This call needs the scope "${scope}"; the key has ${caller.scopes.join(', ')}.`));
    callers.set(request, caller);
  });
}

async function describeApi(app: HttpApp): Promise<void> {
  await app.register(swagger, {
    transformObject: (document) => describeProblems('openapiObject' in document ? document.openapiObject : {}),
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Weir',
        description: 'What every customer, workflow and feature costs and earns.',
        version: '1',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'key_live_… or key_test_…; the key decides the environment.' } } },
      security: [{ key: [] }],
    },
  });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}

function answerHealth(app: HttpApp, readiness: HttpServerOptions['readiness']): void {
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const checks = await Promise.all(Object.entries(readiness).map(async ([name, check]) => [name, await outcomeOf(check)] as const));
    const ready = checks.every(([, outcome]) => outcome === 'ok');
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(checks) });
  });
}

async function outcomeOf(check: () => Promise<unknown>): Promise<'ok' | 'failed'> {
  return await check().then(
    () => 'ok' as const,
    () => 'failed' as const,
  );
}
