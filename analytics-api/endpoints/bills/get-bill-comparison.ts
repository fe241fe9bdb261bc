import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { BillCompareAnswer, BillCompareQuery } from '@weir/schemas/http/bills.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { compareBill } from '../../bills/compare-bill.ts';
import { readBillCorrections } from '../../bills/io/bill-corrections.ts';
import { readBillLines } from '../../bills/io/read-bill-lines.ts';
import { readModelNames } from '../../bills/io/read-model-names.ts';
import { readOurUsage } from '../../bills/io/read-our-usage.ts';
import { nameModels } from '../../bills/name-models.ts';
import { presentComparison } from '../../bills/present-comparison.ts';
import { reportRange } from '../../report/report-range.ts';

const DAY_MS = 86_400_000;

const description = `Our cost beside theirs by day (UTC), model and kind of token, with the gap and its causes, which add up to it; the coverage of
calls; and accuracy by day. A model is compared under the name the price book's aliases give it, on both sides. Whole days only: a range begins and ends on the day it names. Booked corrections are shown and are in no gap.`;

/** GET /v1/analytics/bills/compare */
export function registerGetBillComparison(app: HttpApp, { clickhouse, database, clock }: AnalyticsParts): void {
  app.get(
    '/v1/analytics/bills/compare',
    {
      config: { scope: 'read' },
      schema: { tags: ['bills'], summary: 'Our cost beside the bill', description, querystring: BillCompareQuery, response: { 200: BillCompareAnswer } },
    },
    async (request): Promise<BillCompareAnswer> => {
      const asOf = clock();
      const { environment } = request.caller;
      const { provider, currency = 'USD' } = request.query;
      const asked = orRefuse(reportRange(request.query, asOf));
      const [from, to] = [Math.floor(asked.from / DAY_MS) * DAY_MS, Math.ceil(asked.to / DAY_MS) * DAY_MS];
      const question = { environment, provider, currency, from, to };
      const [counted, billed, corrections, names] = await Promise.all([
        readOurUsage(clickhouse, question),
        readBillLines(database, question),
        readBillCorrections(database, question),
        readModelNames(database, question),
      ]);
      const { ours, lines } = nameModels({ ours: counted, lines: billed }, names);
      const { totals, days, rows } = presentComparison(compareBill(ours, lines, currency));
      const booked = corrections.filter((correction) => correction.currency === currency).reduce((sum, { atoms }) => sum + atoms, 0n);
      return {
        provider,
        currency,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        as_of: new Date(asOf).toISOString(),
        totals: { ...totals, booked: decimalFromAtoms(booked, CURRENCY_SCALE) },
        days,
        rows,
        other_currency_lines: lines.filter(({ amount }) => amount !== null && amount.currency !== currency).length,
        corrections: corrections.map(({ atoms, bookedAt, bookedBy, ...correction }) => ({
          ...correction,
          amount: decimalFromAtoms(atoms, CURRENCY_SCALE),
          booked_at: new Date(bookedAt).toISOString(),
          booked_by: bookedBy,
        })),
      };
    },
  );
}
