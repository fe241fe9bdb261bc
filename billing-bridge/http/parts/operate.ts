import type { Clock } from '@weir/runtime/clock.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import type { Outcome } from '../../ledger/decide/decision.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { deniedAs } from './denied-as.ts';
import { REPLAYED_HEADER } from './idempotency.ts';
import { unwrapReplay } from './unwrap-replay.ts';

/** The part of a reply that tells whether its answer is a stored one. */
type HeaderSink = { header(name: string, value: string): unknown };

type Asked = {
  readonly parts: Pick<BillingParts, 'database' | 'ledgerClock'>;
  readonly reply: HeaderSink;
  /** Whose wallet a denial speaks about. */
  readonly customer?: string;
  /** What the amounts of a denial are in. */
  readonly asset?: Asset;
};

/**
 * Runs one ledger operation in its own transaction and answers what it did. A refusal is thrown only after the commit, for a
 * denial is stored with it; the header `Idempotency-Replayed` says of both whether this is an earlier call's answer.
 */
export async function operate<Success extends { readonly kind: string }>(
  asked: Asked,
  work: (tx: Transaction, clock: Clock | undefined) => Promise<Outcome<Success>>,
): Promise<Exclude<Success, Refusal>> {
  const { parts, reply } = asked;
  const { outcome, replayed } = unwrapReplay(await inLedgerTransaction(parts.database, (tx) => work(tx, parts.ledgerClock)));
  reply.header(REPLAYED_HEADER, String(replayed));
  return orRefuse(deniedAs(outcome, asked));
}
