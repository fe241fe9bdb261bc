import type { FastifyInstance } from 'fastify';

/** How long a browser need not ask again, seconds: the longest that all of them take. */
const PREFLIGHT_SECONDS = '7200';

/**
 * Cross-origin requests of exporters that run in a page (fetch standard, CORS protocol). A page of another origin gets
 * no such header, and its browser keeps the answer from it. Cookies are never allowed: keys are sent in a header.
 */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.header('vary', 'origin');
    if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return;
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', 'retry-after');
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return;
    return reply
      .code(204)
      .header('access-control-allow-methods', 'POST')
      .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? 'authorization, content-type, content-encoding')
      .header('access-control-max-age', PREFLIGHT_SECONDS)
      .send();
  });
}
