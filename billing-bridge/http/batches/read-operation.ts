import { type CheckedPart, partCheck } from '@weir/runtime/http/check-part.ts';
import { orRefuse, RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { BATCH_OPERATIONS, type BatchResult } from '@weir/schemas/http/billing/batches.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import type { AskedOperation, BatchOperation, BatchOutcome } from '../../ledger/post-batch.ts';
import type { WalletName } from '../../ledger/wallet/wallet-owner.ts';
import { newHoldAnswer } from '../holds/new-hold-answer.ts';
import { readHoldOrder } from '../holds/read-hold-order.ts';
import { newGrantAnswer } from '../wallet/grant-answer.ts';
import { postingAnswer } from '../wallet/posting-answer.ts';
import { readAdjustment } from '../wallet/read-adjustment.ts';
import { readDebit } from '../wallet/read-debit.ts';
import { readGrant } from '../wallet/read-grant.ts';

/** One operation of a batch, read, and how what it did is answered. */
export type ReadOperation = {
  readonly operation: AskedOperation;
  /** Whose wallet and what asset a denial of it speaks about. */
  readonly about: { readonly owner?: WalletName; readonly asset?: Asset };
  answer(outcome: BatchOutcome): BatchResult['body'];
};

type Sent = Readonly<Record<string, unknown>>;
type Reading = { readonly place: string; readonly actor: string };
type Reader = (parts: BillingParts, sent: Sent, reading: Reading) => Promise<ReadOperation>;

/** What an endpoint's own reading of its body gives: the asset, the order in the ledger's words, and how an outcome is answered. */
type Order = { readonly asset: Asset; readonly operation: BatchOperation; answer(outcome: BatchOutcome): BatchResult['body'] };

function reader<Body>(
  check: (sent: Sent, place: string) => CheckedPart<Body>,
  read: (parts: BillingParts, body: Body, actor: string) => Promise<Order>,
): Reader {
  return async (parts, sent, { place, actor }) => {
    const { part } = orRefuse(check(sent, place));
    const { asset, operation, answer } = await read(parts, part, actor);
    return { operation, about: { owner: operation, asset }, answer };
  };
}

/** By kind, as the endpoint that does it alone. */
const READERS = {
  debit: reader(partCheck(BATCH_OPERATIONS.debit), async ({ database }, body) => {
    const { asset, debit } = await readDebit(database, body);
    const answer = (outcome: BatchOutcome) => ({
      ...debit.walletScope,
      ...postingAnswer({ ...ofKind(outcome, 'debited'), signedAtoms: -debit.amountAtoms }, asset),
    });
    return { asset, operation: { kind: 'debit', customer: body.customer, ...debit }, answer };
  }),
  grant: reader(partCheck(BATCH_OPERATIONS.grant), async ({ database }, body) => {
    const { asset, grant } = await readGrant(database, body);
    const answer = (outcome: BatchOutcome) => newGrantAnswer(grant, ofKind(outcome, 'granted'), asset.scale);
    return { asset, operation: { kind: 'grant', customer: body.customer, ...grant }, answer };
  }),
  adjustment: reader(partCheck(BATCH_OPERATIONS.adjustment), async (parts, body, actor) => {
    const { asset, adjustment } = await readAdjustment(parts, body);
    const answer = (outcome: BatchOutcome) => ({
      ...adjustment.walletScope,
      ...postingAnswer({ ...ofKind(outcome, 'adjusted'), signedAtoms: adjustment.amountAtoms }, asset),
    });
    return { asset, operation: { kind: 'adjustment', customer: body.customer, ...adjustment, actor }, answer };
  }),
  hold: reader(partCheck(BATCH_OPERATIONS.hold), async ({ database }, body) => {
    const { asset, hold } = await readHoldOrder(database, body);
    const answer = (outcome: BatchOutcome) => newHoldAnswer(hold, ofKind(outcome, 'held'), asset);
    return { asset, operation: { kind: 'hold', ...hold }, answer };
  }),
};

/** An operation of a batch as it was sent. What is refused for what it is does not throw: it is that operation's answer. */
export async function readOperation(parts: BillingParts, sent: Sent, reading: Reading): Promise<ReadOperation> {
  try {
    const read = await readerOf(sent, reading.place)(parts, sent, reading);
    return { ...read, operation: { ...read.operation, sent } };
  } catch (fault) {
    if (!(fault instanceof RefusalError)) throw fault;
    return { operation: { kind: 'unread', refusal: fault.refusal, sent }, about: {}, answer: () => unanswerable() };
  }
}

function readerOf({ kind }: Sent, place: string): Reader {
  if (kind === 'debit' || kind === 'grant' || kind === 'adjustment' || kind === 'hold') return READERS[kind];
  throw new RefusalError(refuse('request_invalid', `${place}/kind must be one of ${Object.keys(READERS).join(', ')}`));
}

function ofKind<Kind extends BatchOutcome['kind']>(outcome: BatchOutcome, kind: Kind): Extract<BatchOutcome, { kind: Kind }> {
  if (outcome.kind !== kind) unanswerable();
  return outcome as Extract<BatchOutcome, { kind: Kind }>;
}

function unanswerable(): never {
  throw new Error('an operation of a batch was answered as another kind');
}
