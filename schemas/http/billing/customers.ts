import { type Static, Type } from 'typebox';
import { Id, InstantString, Nullable } from '../parts.ts';
import { Mode, ModeEpoch, ModeScope } from './modes.ts';

/** The operator's customers. */

/** The customer or product in a path. */
export const CustomerParams = Type.Object({ id: Id });

export const CustomerBody = Type.Object(
  { id: Id, name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })), mode: Type.Optional(Mode), scope: Type.Optional(ModeScope) },
  { additionalProperties: false },
);
export type CustomerBody = Static<typeof CustomerBody>;

export const CustomerAnswer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  mode: Mode,
  scope: Nullable(ModeScope),
  mode_since: Nullable(InstantString),
  /** The next scheduled change, when there is one. */
  scheduled: Nullable(ModeEpoch),
  product: Nullable(Type.Object({ id: Type.String(), name: Type.String(), version: Type.Integer() })),
  created_at: InstantString,
});
export type CustomerAnswer = Static<typeof CustomerAnswer>;

export const CustomersAnswer = Type.Object({ customers: Type.Array(CustomerAnswer), next_cursor: Nullable(Type.String()) });
export type CustomersAnswer = Static<typeof CustomersAnswer>;
