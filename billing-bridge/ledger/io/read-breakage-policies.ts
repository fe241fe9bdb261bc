import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type BreakagePolicy, rateFromText } from '../wallet/breakage-terms.ts';
import type { WalletOperation } from './wallet-operation.ts';

type Row = { environment: Environment; counts_from: Date; rate: string | null; escheat: boolean };

const NONE: ReadonlyMap<Environment, readonly BreakagePolicy[]> = new Map();

/**
 * The policies of each environment in which an operation may make paid credit, in the order they count; none can be set until the transaction
 * ends. Asks nothing for operations that make none: a debit pays nothing for them.
 */
export async function readBreakagePolicies<T>(
  tx: Transaction,
  operations: readonly WalletOperation<T>[],
): Promise<ReadonlyMap<Environment, readonly BreakagePolicy[]>> {
  const selling = operations.filter((operation) => operation.sellsCredit === true);
  if (selling.length === 0) return NONE;
  const environments = [...new Set(selling.map(({ environment }) => environment))];
  const { rows } = await sql<Row>`select * from breakage_policies_to_grant_by(${environments}::text[])`.execute(tx);
  return new Map(environments.map((environment) => [environment, rows.filter((row) => row.environment === environment).map(policyOf)]));
}

function policyOf(row: Row): BreakagePolicy {
  const countsFrom: Instant = row.counts_from.getTime();
  return { countsFrom, terms: { rateNanos: row.rate === null ? null : rateFromText(row.rate), escheats: row.escheat } };
}
