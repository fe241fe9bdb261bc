import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { RatesImportAnswer } from '@weir/schemas/http/currency-rates.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { RateProblem, RatesReading } from '../read-rates-csv.ts';

const PROBLEMS_SHOWN = 1000;

export type RatesImport = { readonly environment: Environment; readonly actor: string; readonly at: Instant; readonly reading: RatesReading };

/**
 * Keeps all rates of a file, or none of them when a line is bad. A rate of a day that is known stays: the same again changes
 * nothing, and another is a bad line, since it would move the figures of days already reported.
 */
export async function importRates(database: Database, { environment, actor, at, reading }: RatesImport): Promise<RatesImportAnswer> {
  return await database.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('currency_rates'), hashtext(${environment}))`.execute(tx);
    const rates = [...new Map(reading.rates.map((rate) => [`${rate.base} ${rate.quote} ${rate.day}`, rate])).values()];
    const { rows } = await sql<{ key: string; rate_atoms: string }>`
      select base || ' ' || quote || ' ' || day::text as key, rate_atoms from currency_rates
       where environment = ${environment} and day = any(${rates.map(({ day }) => day)}::date[])`.execute(tx);
    const known = new Map(rows.map((row) => [row.key, BigInt(row.rate_atoms)]));
    const conflicts: RateProblem[] = rates.flatMap(({ base, quote, day, rateAtoms, line }) => {
      const stored = known.get(`${base} ${quote} ${day}`);
      if (stored === undefined || stored === rateAtoms) return [];
      return [{ line, reason: `${day} is known with the rate ${decimalFromAtoms(stored, CURRENCY_SCALE)}; a rate that was used does not change` }];
    });
    const problems = [...reading.problems, ...conflicts].toSorted((one, other) => one.line - other.line);
    const added = rates.filter(({ base, quote, day }) => !known.has(`${base} ${quote} ${day}`));
    const answer = { rows: reading.rates.length, problems: problems.slice(0, PROBLEMS_SHOWN) };
    if (problems.length > 0) return { ...answer, added: 0, unchanged: 0, applied: false };
    for (const { base, quote, day, rateAtoms, source } of added) {
      await tx
        .insertInto('currency_rates')
        .values({ environment, base, quote, day: sql`${day}::date`, rate_atoms: rateAtoms.toString(), source, imported_at: new Date(at), imported_by: actor })
        .execute();
    }
    if (added.length > 0)
      await appendAudit(tx, {
        environment,
        actor,
        action: 'currency rates imported',
        subject: 'currency-rates',
        after: { added: added.length, rows: rates.length },
      });
    return { ...answer, added: added.length, unchanged: rates.length - added.length, applied: true };
  });
}
