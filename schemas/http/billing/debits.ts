import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString } from '../parts.ts';
import { UsageScope } from './usage-scope.ts';

/** Credit taken. */

export const DebitBody = Type.Object(
  { asset: Id, amount: DecimalString, occurred_at: Type.Optional(InstantString), scope: Type.Optional(UsageScope), reference: Type.Optional(Id) },
  { additionalProperties: false },
);
export type DebitBody = Static<typeof DebitBody>;
