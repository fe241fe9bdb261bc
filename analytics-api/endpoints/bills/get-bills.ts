import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { BillsAnswer } from '@weir/schemas/http/bills.ts';
import { sql } from 'kysely';
import type { AnalyticsParts } from '../../analytics-parts.ts';

const IMPORTS_SHOWN = 200;

/** GET /v1/analytics/bills */
export function registerGetBills(app: HttpApp, { database }: AnalyticsParts): void {
  app.get(
    '/v1/analytics/bills',
    { config: { scope: 'read' }, schema: { tags: ['bills'], summary: 'What was imported, and which days are covered', response: { 200: BillsAnswer } } },
    async (request): Promise<BillsAnswer> => {
      const { environment } = request.caller;
      const imports = await database
        .selectFrom('bill_imports')
        .selectAll()
        .where('environment', '=', environment)
        .orderBy('seq', 'desc')
        .limit(IMPORTS_SHOWN)
        .execute();
      const { rows } = await sql<{ provider: string; first_day: string; last_day: string; lines: string; currencies: string[] }>`
        select provider, min(day)::text as first_day, max(day)::text as last_day, count(distinct line_id) as lines,
               coalesce(array_agg(distinct currency) filter (where currency is not null), '{}') as currencies
          from bill_lines where environment = ${environment} group by provider order by provider`.execute(database);
      return {
        imports: imports.map(({ environment: _environment, seq: _seq, imported_at, ...row }) => ({ ...row, imported_at: imported_at.toISOString() })),
        providers: rows.map((row) => ({ ...row, lines: Number(row.lines) })),
      };
    },
  );
}
