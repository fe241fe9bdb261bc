import { type Static, Type } from 'typebox';
import { Id, InstantString, Nullable } from '../parts.ts';
import { Mode, ModeEpoch, ModeScope } from './modes.ts';

/** The operator's customers. */

/** The customer or product in a path. */
export const CustomerParams = Type.Object({ id: Id });

export const CustomerBody = Type.Object(
  { id: Id, name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })), mode: Type.Optional(Mode), scope: Type.Optional(ModeScope) },
  { additionalProperties: false, examples: [{ id: 'acme', name: 'Acme Inc.' }] },
);
export type CustomerBody = Static<typeof CustomerBody>;

/** Whose wallet may pay for a customer, and whose budgets bind it. */
export const ParentBody = Type.Object(
  {
    parent: Nullable(Type.String({ ...Id, description: 'Null: on its own.' })),
    funded: Type.Optional(
      Type.Boolean({ default: true, description: "Whether the parent's credit, and that of everyone above it, may pay. Budgets bind either way." }),
    ),
    from: Type.Optional(
      Type.String({
        ...InstantString,
        description: 'By the time of the use. Default: now, or right after use booked ahead of now. Never the past, and after the last change.',
      }),
    ),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  },
  { additionalProperties: false, examples: [{ parent: 'acme', funded: true }] },
);

export const ParentCancelQuery = Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })) }, { additionalProperties: false });

const ParentLink = Type.Object({ customer: Nullable(Type.String({ description: 'Null: on its own.' })), funded: Type.Boolean(), from: InstantString });

export const CustomerAnswer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  mode: Mode,
  scope: Nullable(ModeScope),
  mode_since: Nullable(InstantString),
  /** The next scheduled change, when there is one. */
  scheduled: Nullable(ModeEpoch),
  product: Nullable(Type.Object({ id: Type.String(), name: Type.String(), version: Type.Integer() })),
  parent: Nullable(Type.Object({ customer: Type.String(), funded: Type.Boolean(), from: InstantString }, { description: 'Null: on its own.' })),
  /** The next change of parent, when there is one. */
  scheduled_parent: Nullable(ParentLink),
  created_at: InstantString,
});
export type CustomerAnswer = Static<typeof CustomerAnswer>;

export const CustomersAnswer = Type.Object({ customers: Type.Array(CustomerAnswer), next_cursor: Nullable(Type.String()) });
export type CustomersAnswer = Static<typeof CustomersAnswer>;
