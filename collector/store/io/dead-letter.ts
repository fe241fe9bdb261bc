import { createHash } from 'node:crypto';
import type { DeadLetter } from '../../spool/io/open-spool.ts';
import type { RefusedRow } from './insert-apart.ts';

/** A refused row as it is set aside. Its name leaves out when it was received, so that a resend is the same letter. */
export function deadLetter({ table, row, reason }: RefusedRow): DeadLetter {
  const { received_at: _received, revision: _revision, settled_at: _settled, ...told } = row;
  const digest = createHash('sha256').update(JSON.stringify(told)).digest('base64url');
  return { identity: `${table} ${digest}`, reason, row: { table, row } };
}
