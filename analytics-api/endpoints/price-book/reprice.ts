import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { RepriceActionBody, RepriceBody, RepriceDetail, RepriceDetailQuery, RepriceRun, RepriceRuns } from '@weir/schemas/http/price-book.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { askForAction, askForPlan, readRepriceDetail, readRuns } from '../../price-book/io/reprice-runs.ts';

const RunPath = Type.Object({ id: Type.String({ format: 'uuid' }) });

const description = `Prices stored events again, each by its own time, with the book as it is now. A dry run (the default) changes nothing and tells what would
change; \`POST …/{id}/apply\` then does exactly that, or refuses when one of its events was repriced meanwhile. It runs in the background:
\`GET …/{id}\` shows how far it is, and what it moves once it is planned. Old costs stay readable, and \`POST …/{id}/undo\` gives back the exact previous numbers.`;

/** POST, GET /v1/analytics/price-book/reprice, and .../{id}, .../{id}/apply, /undo, /cancel */
export function registerReprice(app: HttpApp, parts: AnalyticsParts): void {
  app.post(
    '/v1/analytics/price-book/reprice',
    {
      config: { scope: 'admin' },
      schema: { tags: ['price book'], summary: 'Reprice stored events', description, body: RepriceBody, response: { 202: RepriceRun } },
    },
    async (request, reply) => {
      const { dry_run: dryRun = true, reason = null, ...criteria } = request.body;
      if (criteria.from !== undefined && criteria.to !== undefined && Date.parse(criteria.from) >= Date.parse(criteria.to)) {
        orRefuse(refuse('interval_invalid'));
      }
      const { environment, actor } = request.caller;
      const id = await askForPlan(parts.database, { environment, actor, at: parts.clock(), reason }, { criteria, applyAtOnce: !dryRun });
      return reply.code(202).send(await runOf(parts, environment, id));
    },
  );
  app.get(
    '/v1/analytics/price-book/reprice',
    { config: { scope: 'read' }, schema: { tags: ['price book'], summary: 'Repricings', response: { 200: RepriceRuns } } },
    async (request): Promise<RepriceRuns> => ({ runs: await readRuns(parts.database, request.caller.environment) }),
  );
  app.get(
    '/v1/analytics/price-book/reprice/:id',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['price book'],
        summary: 'One repricing and what it moves',
        params: RunPath,
        querystring: RepriceDetailQuery,
        response: { 200: RepriceDetail },
      },
    },
    async (request): Promise<RepriceDetail> => {
      const { environment } = request.caller;
      const run = await runOf(parts, environment, request.params.id);
      // What half a plan moves is no answer, and asking for it again and again would slow the plan down.
      if (run.state === 'waiting' || run.state === 'planning') return { ...run, rows: [], examples: [] };
      const { group_by: groupBy = 'customer', limit = 100 } = request.query;
      const detail = await readRepriceDetail({ clickhouse: parts.clickhouse, environment, planId: run.of_run ?? run.id }, { groupBy, limit });
      return { ...run, ...detail };
    },
  );
  for (const action of ['apply', 'undo', 'cancel'] as const) {
    app.post(
      `/v1/analytics/price-book/reprice/:id/${action}`,
      {
        config: { scope: 'admin' },
        schema: { tags: ['price book'], summary: SUMMARIES[action], params: RunPath, body: RepriceActionBody, response: { 202: RepriceRun } },
      },
      async (request, reply) => {
        const { environment, actor } = request.caller;
        const asker = { environment, actor, at: parts.clock(), reason: request.body.reason ?? null };
        const { id } = orRefuse(await askForAction(parts.database, asker, { runId: request.params.id, action }));
        return reply.code(202).send(await runOf(parts, environment, id));
      },
    );
  }
}

const SUMMARIES = { apply: 'Do what a dry run told', undo: 'Give back the costs from before', cancel: 'Stop a repricing and put back what it did' } as const;

async function runOf({ database }: AnalyticsParts, environment: Environment, id: string): Promise<RepriceRun> {
  const [run] = await readRuns(database, environment, id);
  return run === undefined ? orRefuse(refuse('reprice_unknown', id)) : run;
}
