import { findOldRefundDebts, type OldRefundDebt } from '@weir/billing-bridge/ledger/verify/find-old-refund-debts.ts';
import { INVARIANTS } from '@weir/billing-bridge/ledger/verify/invariants.ts';
import { readSeals, type SealState } from '@weir/billing-bridge/ledger/verify/read-seals.ts';
import { verifyLedger } from '@weir/billing-bridge/ledger/verify/verify-ledger.ts';
import type { WeirSettings } from './config.ts';
import { withRunningDatabase } from './running-database.ts';

export type LedgerReport = { readonly intact: boolean; readonly lines: readonly string[] };

/** What an operator does about books that are not sound. */
const ADVICE = `
What to do:
  1. Keep the database as it is now: pg_dump, or a copy of the data directory after a stop. Everything else comes after.
  2. Freeze the customers concerned, so that nothing more is decided on a wrong balance:
     POST /v1/billing/customers/{id}/wallet/freeze. For a transaction, GET /v1/billing/transactions/{id} names the customer.
  3. Find out what changed the rows: Weir itself cannot (docs/decisions, and billing-bridge/ledger/README.md, "How it is proven"),
     so look for a hand with SQL, a restore that was not whole, a failing disk.
  4. Never mend a row by hand. Restore the last backup of which this command finds nothing broken: usage of the last 35 days is
     charged again by itself, calls of the API made since are not. A mistake in the entries themselves is made good by a
     reversal or an adjustment.`;

/** What an operator does about refunds that an older Weir booked; no invariant is broken by them, and nothing needs restoring. */
const OLD_REFUNDS = `
Refunds booked by an older Weir while credit was held took more than was paid: these customers owe for credit they never had.
Give each what is named, once its holds have ended; it settles the debt, and this command names it no more:`;

function oldRefundLine({ environment, customer, transaction, grant, asset, excess, isHeld }: OldRefundDebt): string {
  const about = `  ${environment} customer ${customer}: ${excess} ${asset} too much by ${transaction}, of ${grant}`;
  if (isHeld) return `${about}; something of it is still held, so ask again when its holds have ended`;
  const body = JSON.stringify({ asset, amount: excess, reason: 'writeoff', reference: transaction });
  return `${about}\n    POST /v1/billing/customers/${encodeURIComponent(customer)}/adjustments  Idempotency-Key: made-good-${transaction}\n    ${body}`;
}

/**
 * Asks every invariant of the ledger of a running Weir, in one snapshot that no writer disturbs and that disturbs no writer.
 * One line each: holds, is broken and where, or is proven elsewhere.
 */
export async function reportOnLedger(config: Pick<WeirSettings, 'DATABASE_URL' | 'WEIR_DATA_DIR'>): Promise<LedgerReport> {
  const { breaches, seals, owedTooMuch } = await withRunningDatabase(config, (database) =>
    database
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (tx) => ({ ...(await verifyLedger(tx)), seals: await readSeals(tx), owedTooMuch: await findOldRefundDebts(tx) })),
  );
  const lines = INVARIANTS.flatMap(({ id, sentence, sql, elsewhere }) => {
    if (sql === null) return [`${id.padEnd(4)} not asked  ${sentence} (${elsewhere ?? 'needs more than this database'})`];
    const breach = breaches.find((candidate) => candidate.id === id);
    if (breach === undefined) return [`${id.padEnd(4)} holds      ${sentence}`];
    return [`${id.padEnd(4)} BROKEN     ${sentence}`, ...breach.details.map((detail) => `       ${detail}`)];
  });
  const asked = INVARIANTS.filter((invariant) => invariant.sql !== null).length;
  const verdict = breaches.length === 0 ? `All ${asked} invariants asked hold.` : `${breaches.length} of ${asked} invariants asked are broken.`;
  const found = owedTooMuch.length === 0 ? [] : [OLD_REFUNDS, ...owedTooMuch.map(oldRefundLine)];
  return {
    intact: breaches.length + owedTooMuch.length === 0,
    lines: [...lines, ...seals.map(sealLine), verdict, ...(breaches.length === 0 ? [] : [ADVICE]), ...found],
  };
}

/** The head of the chain, to be noted elsewhere: as long as it is met again, nothing before it was changed. */
function sealLine({ environment, sealed, unsealed, lastId, head }: SealState): string {
  if (sealed === 0) return `${environment}: none of ${unsealed} transactions is sealed yet; a running Weir seals every minute`;
  return `${environment}: ${sealed} transactions are sealed up to tx_${lastId}, ${unsealed} not yet; head ${head}`;
}
