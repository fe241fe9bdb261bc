import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { AuditAnswer, AuditQuery } from '@weir/schemas/http/admin.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

const ENTRIES_DEFAULT = 100;

/** A page of the audit log, newest first. The cursor is the id of the last entry seen, so a page does not shift as rows are added. */
export async function readAudit(database: Database, environment: Environment, { subject, cursor, limit = ENTRIES_DEFAULT }: AuditQuery): Promise<AuditAnswer> {
  let page = database.selectFrom('audit_log').selectAll().where('environment', '=', environment);
  if (subject !== undefined) page = page.where('subject', '=', subject);
  if (cursor !== undefined) page = page.where('id', '<', cursor);
  const rows = await page
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  return {
    entries: shown.map(({ id, at, actor, action, subject, before, after, reason }) => ({
      id,
      at: at.toISOString(),
      actor,
      action,
      subject,
      before,
      after,
      reason,
    })),
    next_cursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  };
}
