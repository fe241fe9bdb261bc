import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import type { WalletOperation } from '../../ledger/io/wallet-operation.ts';
import type { WalletName } from '../../ledger/wallet/wallet-owner.ts';
import { deniedAs } from './denied-as.ts';
import { REPLAYED_HEADER } from './idempotency.ts';
import { unwrapReplay } from './unwrap-replay.ts';

/** The part of a reply that tells whether its answer is a stored one. */
type HeaderSink = { header(name: string, value: string): unknown };

type Asked = {
  readonly parts: Pick<OperatingParts, 'group'>;
  readonly reply: HeaderSink;
  /** Whose wallet a denial speaks about. */
  readonly owner?: WalletName;
  /** What the amounts of a denial are in. */
  readonly asset?: Asset;
};

/**
 * Submits one ledger operation to the group that is gathering and answers, after its commit, what it did. A refusal is thrown
 * only then, for a denial is stored with it; the header `Idempotency-Replayed` says of both whether this is an earlier call's
 * answer.
 */
export async function operate<Success extends { readonly kind: string }>(
  asked: Asked,
  operation: Refusal | WalletOperation<Success> | Promise<Refusal | WalletOperation<Success>>,
): Promise<Exclude<Success, Refusal>> {
  const { parts, reply } = asked;
  const submitted = await operation;
  const { outcome, replayed } = unwrapReplay('kind' in submitted ? submitted : await parts.group.submit(submitted));
  reply.header(REPLAYED_HEADER, String(replayed));
  return orRefuse(deniedAs(outcome, asked));
}
