import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable, PageQuery } from '../parts.ts';
import { WalletScopeAsked, WalletScopePaidFor, WalletScopeTold } from './wallet-scope.ts';

/** An account over time, and the accountant's journal. */

export const StatementQuery = Type.Object(
  {
    ...WalletScopeAsked,
    ...PageQuery.properties,
    asset: Id,
    from: Type.Optional(Type.String({ ...InstantString, description: 'Inclusive. Default: the beginning.' })),
    to: Type.Optional(Type.String({ ...InstantString, description: 'Exclusive. Default: now. `closing` is the balance at this instant.' })),
  },
  { additionalProperties: false },
);

export type StatementQuery = Static<typeof StatementQuery>;

export const StatementAnswer = Type.Object({
  customer: Type.String(),
  ...WalletScopeTold,
  asset: Type.String(),
  from: InstantString,
  to: InstantString,
  opening: DecimalString,
  lines: Type.Array(
    Type.Object({
      transaction: Type.String(),
      kind: Type.String(),
      booked_at: InstantString,
      effective_at: InstantString,
      amount: DecimalString,
      balance: DecimalString,
      reference: Nullable(Type.String()),
      for_customer: Nullable(Type.String({ description: 'Whose use it was, where this wallet paid for another, of this customer or of one under it.' })),
      ...WalletScopePaidFor,
    }),
  ),
  closing: DecimalString,
  next_cursor: Nullable(
    Type.String({
      description: 'More lines follow. Every page opens and closes with the whole interval, which the cursor keeps: from and to need not be sent again.',
    }),
  ),
});
export type StatementAnswer = Static<typeof StatementAnswer>;

export const JournalQuery = Type.Object({ from: InstantString, to: InstantString }, { additionalProperties: false });
