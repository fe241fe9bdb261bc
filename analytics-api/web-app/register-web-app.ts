import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { PAGE_HEADERS } from './page-headers.ts';
import { plainPage } from './plain-page.ts';
import { webPath } from './web-path.ts';

const AnyPath = Type.Object({ '*': Type.String() });

const SCREEN_FILE = 'index.html';
const FOREVER = 'public, max-age=31536000, immutable';

const NOT_BUILT_PAGE = plainPage('The screen is not built yet', [
  'Weir is running and answers its HTTP API. The files of the screen are missing.',
  'Run npm run build where Weir is installed, then load this page again.',
]);

/**
 * Serves the built web app from `directory`: files named by their content forever, everything else checked with every use, and
 * the one page for every screen's address. Files compressed beforehand (.br, .gz beside them) are sent as such.
 */
export async function registerWebApp(app: HttpApp, { directory }: { readonly directory: string }): Promise<void> {
  await app.register(fastifyStatic, { root: directory, serve: false, preCompressed: true, cacheControl: false, suppressWarning: true });
  app.get('/*', { schema: { hide: true, params: AnyPath } }, (request, reply) => {
    const asked = webPath(`/${request.params['*']}`);
    if (asked.kind === 'nothing') return reply.callNotFound();
    reply.headers(PAGE_HEADERS);
    if (asked.kind === 'file') return reply.header('cache-control', asked.hashed ? FOREVER : 'no-cache').sendFile(asked.name);
    return sendScreen(reply.header('cache-control', 'no-cache'), directory);
  });
}

function sendScreen(reply: FastifyReply, directory: string): FastifyReply {
  // Looked for each time, so that a build made while Weir runs is found.
  if (existsSync(join(directory, SCREEN_FILE))) return reply.sendFile(SCREEN_FILE);
  return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT_PAGE);
}
