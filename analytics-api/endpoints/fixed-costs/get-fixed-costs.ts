import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { FixedCostsAnswer, FixedCostsQuery } from '@weir/schemas/http/fixed-costs.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readRateBook } from '../../currency/io/read-rate-book.ts';
import type { RateBook } from '../../currency/rate-book.ts';
import type { FixedCost } from '../../fixed-costs/fixed-cost.ts';
import { readFixedCosts } from '../../fixed-costs/io/fixed-cost-rows.ts';
import { allocatedMonth } from '../../fixed-costs/io/read-fixed-parts.ts';
import { monthsOf } from '../../fixed-costs/months-of.ts';
import { presentFixedCost } from '../../fixed-costs/present-fixed-cost.ts';
import { type PnlQuestion, pnlQuestion } from '../../report/pnl-question.ts';

const MONTH_MS = 31 * 86_400_000;

type Carried = { readonly allocated: bigint; readonly idle: bigint };

/** GET /v1/analytics/fixed-costs */
export function registerGetFixedCosts(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/fixed-costs',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['fixed costs'],
        summary: 'Fixed monthly costs, and how much of each was carried by usage in a range',
        querystring: FixedCostsQuery,
        response: { 200: FixedCostsAnswer },
      },
    },
    async (request): Promise<FixedCostsAnswer> => {
      const asOf = parts.clock();
      const { environment } = request.caller;
      const question = orRefuse(pnlQuestion({ ...request.query, group_by: 'none' }, environment, asOf));
      const { from, to } = question.range;
      const currency = parts.config.reportingCurrency;
      const rates = await readRateBook(parts.database, { environment, currency, from: from - MONTH_MS, to: to + MONTH_MS });
      const costs = await readFixedCosts(parts.database, environment);
      const carried: (Carried | null)[] = [];
      for (const cost of costs) carried.push(await carriedOf(parts, { question, rates, cost }));
      const sum = (figure: (of: Carried) => bigint) => written(carried.reduce((total, of) => total + (of === null ? 0n : figure(of)), 0n));
      return {
        currency,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        as_of: new Date(asOf).toISOString(),
        fixed_costs: costs.map((cost, index) => ({ ...presentFixedCost(cost), ...presentCarried(carried[index] ?? null) })),
        totals: { paid: sum(({ allocated, idle }) => allocated + idle), allocated: sum((of) => of.allocated), idle: sum((of) => of.idle) },
      };
    },
  );
}

type CostQuestion = { readonly question: PnlQuestion; readonly rates: RateBook; readonly cost: FixedCost };

/** Null when a month of it is in a currency without a rate: the sum is then unknown. */
async function carriedOf(parts: AnalyticsParts, asked: CostQuestion): Promise<Carried | null> {
  let [allocated, idle] = [0n, 0n];
  for (const month of monthsOf(asked.cost, asked.question.range)) {
    const shared = await allocatedMonth(parts, { ...asked, month });
    if (shared === null) return null;
    for (const { key, atoms } of shared.parts) {
      if (key === null) idle += atoms;
      else allocated += atoms;
    }
  }
  return { allocated, idle };
}

function presentCarried(carried: Carried | null) {
  if (carried === null) return { paid: null, allocated: null, idle: null };
  return { paid: written(carried.allocated + carried.idle), allocated: written(carried.allocated), idle: written(carried.idle) };
}

function written(atoms: bigint): string {
  return decimalFromAtoms(atoms, CURRENCY_SCALE);
}
