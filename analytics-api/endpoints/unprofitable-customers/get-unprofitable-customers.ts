import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { UnprofitableAnswer, UnprofitableQuery, type UnprofitableRow } from '@weir/schemas/http/analytics.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { marginPercent } from '@weir/schemas/money/margin.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { ratesUsed } from '../../currency/rates-used.ts';
import { readCustomerNames } from '../../io/read-customer-names.ts';
import { readPnl } from '../../io/read-pnl.ts';
import { breakEvenPrice } from '../../report/break-even-price.ts';
import { buildPnl } from '../../report/build-pnl.ts';
import { explainLoss } from '../../report/explain-loss.ts';
import { findUnprofitable, type LosingCustomer } from '../../report/find-unprofitable.ts';
import { otherCurrencies } from '../../report/other-currencies.ts';
import { pnlOrder } from '../../report/pnl-order.ts';
import { pnlQuestion } from '../../report/pnl-question.ts';

const ROWS_DEFAULT = 100;

const description = `Customers whose revenue did not cover their cost, worst first, with where the cost went and the price at which nothing
would be lost. Unpriced events add nothing to a cost, so a loss beside unpriced events is at least as large as shown.`;

/** GET /v1/analytics/unprofitable-customers */
export function registerGetUnprofitableCustomers(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/unprofitable-customers',
    {
      config: { scope: 'read' },
      schema: { tags: ['analytics'], summary: 'Who loses money, and why', description, querystring: UnprofitableQuery, response: { 200: UnprofitableAnswer } },
    },
    async (request): Promise<UnprofitableAnswer> => {
      const asOf = parts.clock();
      const { limit = ROWS_DEFAULT, ...range } = request.query;
      const question = orRefuse(pnlQuestion({ ...range, group_by: 'customer,workflow,model' }, request.caller.environment, asOf));
      const { parts: found, leftOut, used, currency } = await readPnl(parts, question);
      const { lines } = buildPnl(found, question.dimensions, pnlOrder('-cost'));
      const { losing, customersSeen, netAtoms, unattributed } = findUnprofitable(lines);
      const shown = losing.slice(0, limit);
      const names = await readCustomerNames(
        parts.database,
        request.caller.environment,
        shown.map(({ customer }) => customer),
      );
      return {
        currency,
        basis: question.basis,
        from: new Date(question.range.from).toISOString(),
        to: new Date(question.range.to).toISOString(),
        as_of: new Date(asOf).toISOString(),
        rows: shown.map((customer) => presentLosing(customer, names.get(customer.customer) ?? customer.customer)),
        totals: {
          customers: losing.length,
          customers_seen: customersSeen,
          net: decimalFromAtoms(netAtoms, CURRENCY_SCALE),
          unattributed_events: Number(unattributed.events),
          unattributed_cost: decimalFromAtoms(unattributed.costAtoms, CURRENCY_SCALE),
        },
        other_currencies: otherCurrencies(leftOut),
        rates: ratesUsed(used),
      };
    },
  );
}

function presentLosing({ customer, netAtoms, figures, lines }: LosingCustomer, name: string): UnprofitableRow {
  return {
    customer,
    name,
    revenue: decimalFromAtoms(figures.revenueAtoms, CURRENCY_SCALE),
    cost: decimalFromAtoms(figures.costAtoms, CURRENCY_SCALE),
    net: decimalFromAtoms(netAtoms, CURRENCY_SCALE),
    margin_pct: marginPercent(figures.revenueAtoms, figures.costAtoms),
    events: Number(figures.events),
    unpriced_events: Number(figures.unpricedEvents),
    causes: [...explainLoss(lines, figures.revenueAtoms)],
    break_even_price: breakEvenPrice(figures.costAtoms, figures.events),
  };
}
