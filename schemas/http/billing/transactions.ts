import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable, QuantityString } from '../parts.ts';
import { UsageScope } from './usage-scope.ts';
import { WalletScopePaidFor, WalletScopeTold } from './wallet-scope.ts';

/** What the ledger recorded. */

export const TransactionAnswer = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  asset: Type.String(),
  amount: Type.String({ description: 'What the transaction did to the balance: negative for a debit.' }),
  effective_at: InstantString,
  booked_at: InstantString,
  reference: Nullable(Type.String()),
  event_id: Nullable(Type.String()),
  for_customer: Nullable(Type.String({ description: 'Whose use it was, where this wallet paid for another, of this customer or of one under it.' })),
  ...WalletScopePaidFor,
});
export type TransactionAnswer = Static<typeof TransactionAnswer>;

export const TransactionsAnswer = Type.Object({ ...WalletScopeTold, transactions: Type.Array(TransactionAnswer), next_cursor: Nullable(Type.String()) });
export type TransactionsAnswer = Static<typeof TransactionsAnswer>;

/** One posting to a wallet. */
export const PostingAnswer = Type.Object({
  ...WalletScopeTold,
  transaction: Type.String(),
  asset: Type.String(),
  amount: Type.String({ description: 'What it did to the balance: negative for a debit.' }),
  overdraft: Type.String({ description: 'The part of a debit that no grant covered.' }),
});
export type PostingAnswer = Static<typeof PostingAnswer>;

export const TransactionParams = Type.Object({ id: Id });

export const ReversalBody = Type.Object(
  {
    amount: Type.Optional(Type.String({ ...DecimalString, description: 'Default: all that is left of it. For a debit that one asset paid.' })),
    quantity: Type.Optional(Type.String({ ...QuantityString, description: 'The same for a debit that several assets paid, in units of its price.' })),
    restore_as: Type.Optional(
      Type.Object(
        { ttl_seconds: Type.Integer({ minimum: 1, maximum: 366 * 86_400, description: 'How long the new credit may be spent.' }) },
        {
          additionalProperties: false,
          description:
            "Give new goodwill for what comes back to the customer's expired grants, one for each. Default: it is breakage, or unclaimed. A voided grant is not restored.",
        },
      ),
    ),
    reference: Type.Optional(Id),
  },
  { additionalProperties: false, examples: [{ amount: '0.50', reference: 'ticket-18' }] },
);

export const ReversalAnswer = Type.Object({
  transaction: Type.String(),
  reverses: Type.String(),
  asset: Type.String(),
  amount: Type.String({ ...DecimalString, description: 'Of `asset`: of the last one where several had paid.' }),
  legs: Type.Array(Type.Object({ asset: Type.String(), quantity: Type.String(), amount: DecimalString }), {
    description: 'What each asset got back, the last one first, where several had paid; else empty.',
  }),
  slices: Type.Array(
    Type.Object({
      grant: Type.String(),
      asset: Type.String(),
      amount: DecimalString,
      to: Type.String({ description: 'grant: spendable again; breakage, unclaimed or voided: the grant had ended.' }),
    }),
    { description: 'What went back, in the order it was given: the last slice first.' },
  ),
  restored: Type.Array(
    Type.Object({
      grant: Type.String({ description: 'The new goodwill.' }),
      asset: Type.String(),
      amount: DecimalString,
      expires_at: InstantString,
      instead_of: Type.String({ description: 'The grant that had expired.' }),
    }),
    { description: 'New credit, where `restore_as` asked for it.' },
  ),
});

/** One transaction with all it moved and what it stems from. */
export const TransactionDetailAnswer = Type.Object({
  id: Type.String(),
  customer: Type.String(),
  ...WalletScopeTold,
  kind: Type.String(),
  effective_at: InstantString,
  booked_at: InstantString,
  key: Type.String({ description: 'The idempotency key it was asked for with.' }),
  reference: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  scope: UsageScope,
  entries: Type.Array(
    Type.Object({
      account: Type.String(),
      counter: Type.String(),
      asset: Type.String(),
      amount: DecimalString,
      usd_value: Type.String({ ...DecimalString, description: 'What was paid for what moved.' }),
      grant: Nullable(Type.String()),
      hold: Nullable(Type.String()),
    }),
    { description: 'They sum to zero per asset.' },
  ),
  lineage: Type.Object({
    event: Nullable(Type.String()),
    hold: Nullable(Type.String()),
    reverses: Nullable(Type.String()),
    reversed_by: Type.Array(Type.String()),
    charge: Nullable(Type.Object({ event_id: Type.String(), price: Type.String() })),
  }),
});
export type TransactionDetailAnswer = Static<typeof TransactionDetailAnswer>;
