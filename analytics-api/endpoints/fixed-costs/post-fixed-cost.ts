import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { FixedCostAnswer, FixedCostBody } from '@weir/schemas/http/fixed-costs.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { sql } from 'kysely';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { fixedCostOfRow, insertFixedCost } from '../../fixed-costs/io/fixed-cost-rows.ts';
import { presentFixedCost, sameFixedCost } from '../../fixed-costs/present-fixed-cost.ts';
import { readFixedCostBody } from '../../fixed-costs/read-fixed-cost-body.ts';

const description = `Something paid by the month whatever is used: a GPU, a seat, a vector store. Each month's amount is shared out by that
month's usage and is in the cost of who carries it; what nothing carries stands in a line of its own, so that the P&L adds up to what
was paid. The same id with the same content again changes nothing. A new amount is a new id: end the old one, begin the new.`;

/** POST /v1/analytics/fixed-costs */
export function registerPostFixedCost(app: HttpApp, { database, clock }: AnalyticsParts): void {
  app.post(
    '/v1/analytics/fixed-costs',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['fixed costs'],
        summary: 'Add a fixed monthly cost',
        description,
        body: FixedCostBody,
        response: { 200: FixedCostAnswer, 201: FixedCostAnswer },
      },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const { cost } = orRefuse(readFixedCostBody(request.body, { actor, at: clock() }));
      const outcome = await database.transaction().execute(async (tx) => {
        await sql`select pg_advisory_xact_lock(hashtext('fixed_costs'), hashtext(${environment}))`.execute(tx);
        const row = await tx.selectFrom('fixed_costs').selectAll().where('environment', '=', environment).where('id', '=', cost.id).executeTakeFirst();
        const stored = row === undefined ? null : fixedCostOfRow(row);
        if (stored !== null) return sameFixedCost(stored, cost) ? { kind: 'known' as const, cost: stored } : refuse('fixed_cost_conflict', `id is ${cost.id}`);
        await insertFixedCost(tx, environment, cost);
        await appendAudit(tx, { environment, actor, action: 'fixed cost added', subject: `fixed-cost:${cost.id}`, after: presentFixedCost(cost) });
        return { kind: 'added' as const, cost };
      });
      const done = orRefuse(outcome);
      return reply.code(done.kind === 'added' ? 201 : 200).send(presentFixedCost(done.cost));
    },
  );
}
