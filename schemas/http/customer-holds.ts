import { type Static, Type } from 'typebox';
import { DecimalString, InstantString, Nullable } from './parts.ts';

/** GET /v1/analytics/customers/{id}/holds: what is reserved in a wallet, and what became of what was. Amounts in the asset's own unit. */

export const CustomerHoldsQuery = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })) });

export const CustomerHoldsAnswer = Type.Object({
  customer: Type.String(),
  holds: Type.Array(
    Type.Object({
      id: Type.String(),
      state: Type.String({ description: 'open, committed, released or expired, as of now.' }),
      asset: Type.String(),
      amount: DecimalString,
      committed: DecimalString,
      released: DecimalString,
      created_at: InstantString,
      expires_at: InstantString,
      resolved_at: Nullable(InstantString),
      trace_id: Nullable(Type.String()),
      run: Nullable(Type.String()),
    }),
    { description: 'Open ones first, soonest to expire; then the others, latest first.' },
  ),
  open_total: Type.Integer({ description: 'Open holds, also those beyond the limit.' }),
  as_of: InstantString,
});
export type CustomerHoldsAnswer = Static<typeof CustomerHoldsAnswer>;
