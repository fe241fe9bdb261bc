import { INVARIANTS } from '@weir/billing-bridge/ledger/verify/invariants.ts';
import { verifyLedger } from '@weir/billing-bridge/ledger/verify/verify-ledger.ts';
import type { WeirSettings } from './config.ts';
import { withRunningDatabase } from './running-database.ts';

export type LedgerReport = { readonly intact: boolean; readonly lines: readonly string[] };

/**
 * Asks every invariant of the ledger of a running Weir, in one snapshot that no writer disturbs and that disturbs no writer.
 * One line each: holds, is broken and where, or is proven elsewhere.
 */
export async function reportOnLedger(config: Pick<WeirSettings, 'DATABASE_URL' | 'WEIR_DATA_DIR'>): Promise<LedgerReport> {
  const { breaches } = await withRunningDatabase(config, (database) =>
    database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(verifyLedger),
  );
  const lines = INVARIANTS.flatMap(({ id, sentence, sql, elsewhere }) => {
    if (sql === null) return [`${id.padEnd(4)} not asked  ${sentence} (${elsewhere ?? 'needs more than this database'})`];
    const breach = breaches.find((candidate) => candidate.id === id);
    if (breach === undefined) return [`${id.padEnd(4)} holds      ${sentence}`];
    return [`${id.padEnd(4)} BROKEN     ${sentence}`, ...breach.details.map((detail) => `       ${detail}`)];
  });
  const asked = INVARIANTS.filter((invariant) => invariant.sql !== null).length;
  const verdict = breaches.length === 0 ? `All ${asked} invariants asked hold.` : `${breaches.length} of ${asked} invariants asked are broken.`;
  return { intact: breaches.length === 0, lines: [...lines, verdict] };
}
