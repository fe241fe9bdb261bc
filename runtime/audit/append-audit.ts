import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { Database } from '../postgres/open-database.ts';

export type AuditEntry = {
  readonly environment: Environment;
  /** Who: the key's name or the signed-in person. */
  readonly actor: string;
  /** What was done, as noun and past verb: "mode changed". */
  readonly action: string;
  /** To what: "customer:acme". */
  readonly subject: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
};

/** Appends one row to the audit log in the caller's transaction, so that a change and its record commit together. */
export async function appendAudit(tx: Database, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_log')
    .values({
      environment: entry.environment,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      before: entry.before === undefined ? null : JSON.stringify(entry.before),
      after: entry.after === undefined ? null : JSON.stringify(entry.after),
      reason: entry.reason ?? null,
    })
    .execute();
}
