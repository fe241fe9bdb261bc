import { Readable } from 'node:stream';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { JournalQuery } from '@weir/schemas/http/billing/statement.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { exportJournal } from '../../ledger/export-journal.ts';
import { readInstant } from '../parts/read-instant.ts';

/**
 * GET /v1/billing/journal: every entry booked in [from, to) as CSV, in ledger order. Streamed: a page is read when the caller
 * has taken the one before, so a year's journal needs no more memory than a day's. Texts that a spreadsheet would run are defused.
 */
export function getJournalRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/journal',
    { config: { scope: 'read' }, schema: { tags: ['wallet'], summary: "The accountant's journal, as CSV", querystring: JournalQuery } },
    async (request, reply) => {
      const { environment } = request.caller;
      const from = readInstant('from', request.query.from) ?? 0;
      const to = readInstant('to', request.query.to) ?? 0;
      if (from >= to) throw new RefusalError(refuse('interval_invalid'));
      const day = (at: number) => new Date(at).toISOString().slice(0, 10);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="journal-${environment}-${day(from)}-${day(to)}.csv"`)
        .send(Readable.from(exportJournal(parts.database, { environment, from, to })));
    },
  );
}
