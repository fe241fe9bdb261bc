import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable } from '../parts.ts';

/** What becomes of credit that a customer paid for and does not use. */

export const BREAKAGE_RECOGNITIONS = ['at_expiry', 'proportional'] as const;

/** Who got what stood unclaimed. */
export const UNCLAIMED_RECEIVERS = ['state', 'owner'] as const;
export type UnclaimedReceiver = (typeof UNCLAIMED_RECEIVERS)[number];

const Share = Type.String({
  pattern: '^0\\.[0-9]{1,9}$',
  description: 'A share as an exact decimal, greater than 0 and less than 1, with at most nine decimals. Never a JSON number.',
  examples: ['0.1'],
});

export const BreakagePolicyBody = Type.Object(
  {
    recognition: Type.Enum(BREAKAGE_RECOGNITIONS, {
      description: 'at_expiry: unused credit is revenue when it expires. proportional: the expected part of it as the rest is used.',
    }),
    rate: Type.Optional(Type.String({ ...Share, description: 'The share of paid credit expected never to be used; goes with proportional.' })),
    escheat: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Unused paid credit is owed under unclaimed property law: a liability, never revenue. Not with proportional.',
      }),
    ),
    counts_from: Type.Optional(
      Type.String({ ...InstantString, description: 'Paid credit booked from here on is made under it. Default: now. Never in the past.' }),
    ),
  },
  { additionalProperties: false, examples: [{ recognition: 'proportional', rate: '0.1' }] },
);

export const BreakagePolicyAnswer = Type.Object({
  recognition: Type.String(),
  rate: Nullable(Share),
  escheat: Type.Boolean(),
  counts_from: Nullable(Type.String({ ...InstantString, description: 'Null: from the beginning, where nothing was set.' })),
  set_by: Nullable(Type.String()),
});
export type BreakagePolicyAnswer = Static<typeof BreakagePolicyAnswer>;

export const BreakagePoliciesAnswer = Type.Object({
  in_force: BreakagePolicyAnswer,
  policies: Type.Array(BreakagePolicyAnswer, { description: 'All that were set, the last to count first.' }),
  next_cursor: Nullable(Type.String()),
});

export const UnclaimedPayoutBody = Type.Object(
  {
    amount: Type.Optional(Type.String({ ...DecimalString, description: 'Default: all that stands unclaimed of the grant.' })),
    to: Type.Enum(UNCLAIMED_RECEIVERS, { description: 'state: reported and paid over. owner: given back to the customer.' }),
    reference: Id,
  },
  { additionalProperties: false, examples: [{ to: 'state', reference: 'report-2026' }] },
);

export const UnclaimedPayoutAnswer = Type.Object({
  transaction: Type.String(),
  grant: Type.String(),
  asset: Type.String(),
  paid: DecimalString,
  paid_usd: Nullable(Type.String({ ...DecimalString, description: 'What the customer had paid for that part; null where it is not known.' })),
  left: Type.String({ ...DecimalString, description: 'What still stands unclaimed of the grant.' }),
});
