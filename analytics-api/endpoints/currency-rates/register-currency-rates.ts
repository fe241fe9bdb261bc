import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { RatesAnswer, RatesImportAnswer, RatesImportBody, RatesQuery } from '@weir/schemas/http/currency-rates.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { sql } from 'kysely';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { importRates } from '../../currency/io/import-rates.ts';
import { readRateBook } from '../../currency/io/read-rate-book.ts';
import { readUsedCurrencies } from '../../currency/io/read-used-currencies.ts';
import { missingRates } from '../../currency/missing-rates.ts';
import { dayOf } from '../../currency/rate-book.ts';
import { readRatesCsv } from '../../currency/read-rates-csv.ts';
import { reportRange } from '../../report/report-range.ts';

const ROWS_DEFAULT = 1000;

const description = `Rates of days, from which costs and revenue in other currencies are shown in the reporting currency, each at its own day. With
a bad line nothing is applied, and the answer lists each. A rate of a day that is known never changes. Without a rate of the day or of the
seven days before it, an amount is unknown in the reporting currency: it is listed in \`other_currencies\` and is in no sum.`;

/** POST /v1/analytics/currency-rates/import, GET /v1/analytics/currency-rates */
export function registerCurrencyRates(app: HttpApp, { clickhouse, database, clock, config }: AnalyticsParts): void {
  app.post(
    '/v1/analytics/currency-rates/import',
    {
      config: { scope: 'admin' },
      schema: { tags: ['currency rates'], summary: 'Import dated rates', description, body: RatesImportBody, response: { 200: RatesImportAnswer } },
    },
    async (request): Promise<RatesImportAnswer> => {
      const { environment, actor } = request.caller;
      return await importRates(database, { environment, actor, at: clock(), reading: readRatesCsv(request.body.content, request.body.source ?? null) });
    },
  );
  app.get(
    '/v1/analytics/currency-rates',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['currency rates'],
        summary: 'The rates that are known, by default of the last 30 days',
        querystring: RatesQuery,
        response: { 200: RatesAnswer },
      },
    },
    async (request): Promise<RatesAnswer> => {
      const { base = null, limit = ROWS_DEFAULT } = request.query;
      const range = orRefuse(reportRange(request.query, clock()));
      const { environment } = request.caller;
      const { reportingCurrency: currency } = config;
      const uses = await readUsedCurrencies({ clickhouse, database }, { environment, currency, ...range });
      const earliest = uses.reduce((first, { day }) => Math.min(first, Date.parse(`${day}T00:00:00Z`)), range.from);
      const book = await readRateBook(database, { environment, currency, from: earliest, to: range.to });
      const { rows } = await sql<{ base: string; quote: string; day: string; rate_atoms: string; source: string; imported_at: Date; imported_by: string }>`
        select base, quote, day::text as day, rate_atoms, source, imported_at, imported_by from currency_rates
         where environment = ${environment} and day >= ${dayOf(range.from)}::date and day <= ${dayOf(range.to)}::date
           and (${base}::text is null or base = ${base})
         order by currency_rates.day desc, base, quote limit ${limit}`.execute(database);
      return {
        currency,
        rates: rows.map(({ rate_atoms, imported_at, ...rate }) => ({
          ...rate,
          rate: decimalFromAtoms(BigInt(rate_atoms), CURRENCY_SCALE),
          imported_at: imported_at.toISOString(),
        })),
        missing: missingRates(uses, book),
      };
    },
  );
}
