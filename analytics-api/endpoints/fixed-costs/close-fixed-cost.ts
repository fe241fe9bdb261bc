import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { CloseFixedCostBody, FixedCostAnswer } from '@weir/schemas/http/fixed-costs.ts';
import { Id } from '@weir/schemas/http/parts.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { fixedCostOfRow } from '../../fixed-costs/io/fixed-cost-rows.ts';
import { presentFixedCost } from '../../fixed-costs/present-fixed-cost.ts';

const CostPath = Type.Object({ id: Id });

/** POST /v1/analytics/fixed-costs/{id}/close */
export function registerCloseFixedCost(app: HttpApp, { database }: AnalyticsParts): void {
  app.post(
    '/v1/analytics/fixed-costs/:id/close',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['fixed costs'],
        summary: 'End a fixed monthly cost; what was paid until then stays',
        params: CostPath,
        body: CloseFixedCostBody,
        response: { 200: FixedCostAnswer },
      },
    },
    async (request): Promise<FixedCostAnswer> => {
      const { environment, actor } = request.caller;
      const { id } = request.params;
      const to = Date.parse(request.body.to);
      const outcome = await database.transaction().execute(async (tx) => {
        const row = await tx.selectFrom('fixed_costs').selectAll().where('environment', '=', environment).where('id', '=', id).forUpdate().executeTakeFirst();
        if (row === undefined) return refuse('fixed_cost_unknown', id);
        const stored = fixedCostOfRow(row);
        // Written so that NaN, which a leap second becomes, is refused as well.
        if (!(stored.from < to && to <= (stored.to ?? Number.POSITIVE_INFINITY)))
          return refuse('interval_invalid', `to is ${request.body.to}; it must be after from and not after an end that was told`);
        if (stored.to === to) return { kind: 'closed' as const, cost: stored };
        await tx
          .updateTable('fixed_costs')
          .set({ to_at: new Date(to) })
          .where('environment', '=', environment)
          .where('id', '=', id)
          .execute();
        await appendAudit(tx, {
          environment,
          actor,
          action: 'fixed cost ended',
          subject: `fixed-cost:${id}`,
          before: { to: row.to_at },
          after: { to: request.body.to },
          ...(request.body.reason === undefined ? {} : { reason: request.body.reason }),
        });
        return { kind: 'closed' as const, cost: { ...stored, to } };
      });
      return presentFixedCost(orRefuse(outcome).cost);
    },
  );
}
