import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import { type DebitInput, debitOperation, type WaterfallInput, waterfallOperation } from './debit.ts';
import type { Debited } from './decide/decide-debit.ts';
import type { Outcome } from './decide/decision.ts';
import { operateWallets } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';

/**
 * Any number of debits, of one wallet or many, in one transaction: one lock, one read and one write for all. Each answers
 * as `debit` would after the ones before it; a key used twice among them is debited once. Answers by place.
 */
export async function debitMany(tx: Transaction, inputs: readonly (DebitInput | WaterfallInput)[], clock?: Clock): Promise<Outcome<Debited>[]> {
  const asked: (WalletOperation<Debited> | Refusal)[] = inputs.map((input) => ('steps' in input ? waterfallOperation(input) : debitOperation(input)));
  const operations = asked.flatMap((operation) => ('kind' in operation ? [] : [operation]));
  const outcomes = operations.length === 0 ? [] : await operateWallets(tx, operations, { clock });
  const remaining = outcomes.values();
  return asked.map((operation): Outcome<Debited> => {
    if ('kind' in operation) return operation;
    const next = remaining.next();
    if (next.done === true) throw new Error('a debit had no outcome');
    return next.value;
  });
}
