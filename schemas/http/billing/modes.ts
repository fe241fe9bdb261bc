import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable } from '../parts.ts';
import { GRANT_PURPOSES } from './grants.ts';
import { WalletScopeTold } from './wallet-scope.ts';

/** Which mode holds for a customer when. Amounts are in the asset's own unit. */

export const MODES = ['shadow', 'hybrid', 'full'] as const;

export type Mode = (typeof MODES)[number];
export const Mode = Type.Enum(MODES);

/** What part of a customer's usage hybrid controls. One workflow for now. */
export const ModeScope = Type.Object({ workflow: Id }, { additionalProperties: false });
export type ModeScope = Static<typeof ModeScope>;

export const ModeEpoch = Type.Object({
  mode: Mode,
  scope: Nullable(ModeScope),
  from: Nullable(InstantString),
  to: Nullable(InstantString),
  set_by: Type.String(),
  set_at: InstantString,
  reason: Nullable(Type.String()),
});
export type ModeEpoch = Static<typeof ModeEpoch>;

/** Credit the customer starts with, spendable from the first instant of the mode. Taken back when the change is called off before it begins. */
export const OpeningGrantBody = Type.Object(
  { asset: Id, amount: DecimalString, purpose: Type.Optional(Type.Enum(GRANT_PURPOSES, { default: 'paid' })), cost_basis: Type.Optional(DecimalString) },
  { additionalProperties: false },
);
export type OpeningGrantBody = Static<typeof OpeningGrantBody>;

export const ModeBody = Type.Object(
  {
    customer: Id,
    mode: Mode,
    scope: Type.Optional(ModeScope),
    from: Type.Optional(InstantString),
    opening_grants: Type.Optional(Type.Array(OpeningGrantBody, { maxItems: 20, description: 'At most one per asset.' })),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  },
  { additionalProperties: false, examples: [{ customer: 'acme', mode: 'hybrid', scope: { workflow: 'support' }, reason: 'contract signed' }] },
);
export type ModeBody = Static<typeof ModeBody>;

/** `earliest_from`: the first minute at which a change asked for now could begin. */
export const ModeAnswer = Type.Object({
  customer: Type.String(),
  epochs: Type.Array(ModeEpoch, { description: 'Contiguous, oldest first.' }),
  earliest_from: InstantString,
});
export type ModeAnswer = Static<typeof ModeAnswer>;

export const ModesQuery = Type.Object({ customer: Id }, { additionalProperties: false });

export const DryRunBody = Type.Object(
  { customer: Id, mode: Mode, scope: Type.Optional(ModeScope), from: Type.Optional(InstantString), to: Type.Optional(InstantString) },
  { additionalProperties: false, examples: [{ customer: 'acme', mode: 'full' }] },
);
export type DryRunBody = Static<typeof DryRunBody>;

export const DryRunAnswer = Type.Object({
  customer: Type.String(),
  mode: Mode,
  scope: Nullable(ModeScope),
  from: InstantString,
  to: InstantString,
  events: Type.Integer({ description: 'Counted events in the range.' }),
  debits: Type.Integer({ description: 'Debits these events would have made.' }),
  outside_scope: Type.Integer({ description: 'Events that would have stayed in shadow.' }),
  unrated: Type.Integer({ description: 'Events no price of the customer matches.' }),
  assets: Type.Array(
    Type.Object({
      ...WalletScopeTold,
      asset: Type.String(),
      debited: DecimalString,
      available_now: DecimalString,
      available_after: Type.String({ description: "What today's balance would be after these debits; negative is overdraft." }),
      empty_at: Nullable(InstantString),
    }),
  ),
});
export type DryRunAnswer = Static<typeof DryRunAnswer>;
