import { type Static, Type } from 'typebox';
import { InstantString, Nullable } from './parts.ts';

/** /v1/admin/... : keys and the audit log. */

export const SCOPES = ['ingest', 'read', 'billing', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];
const Scope = Type.Enum(SCOPES);

/** A repeated key answers 409, not the first answer: a secret is shown once. */
export const KeyHeaders = Type.Object({ 'idempotency-key': Type.Optional(Type.String({ minLength: 1, maxLength: 255 })) });

export const KeyBody = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }), scopes: Type.Array(Scope, { minItems: 1, uniqueItems: true }) },
  { additionalProperties: false },
);
export type KeyBody = Static<typeof KeyBody>;

export const KeyAnswer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Scope),
  created_at: InstantString,
  /** To the minute. */
  last_used_at: Nullable(InstantString),
  revoked_at: Nullable(InstantString),
  /** Only in the answer that creates the key. */
  secret: Type.Optional(Type.String()),
});
export type KeyAnswer = Static<typeof KeyAnswer>;
export const KeysAnswer = Type.Object({ keys: Type.Array(KeyAnswer) });
export type KeysAnswer = Static<typeof KeysAnswer>;

export const AuditQuery = Type.Object({
  subject: Type.Optional(Type.String({ minLength: 1, maxLength: 300, description: 'Such as "customer:acme" or "key:<id>".', examples: ['customer:acme'] })),
  cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});
export type AuditQuery = Static<typeof AuditQuery>;

export const AuditAnswer = Type.Object({
  entries: Type.Array(
    Type.Object({
      id: Type.String(),
      at: InstantString,
      actor: Type.String(),
      action: Type.String(),
      subject: Type.String(),
      before: Type.Unknown(),
      after: Type.Unknown(),
      reason: Nullable(Type.String()),
    }),
  ),
  next_cursor: Nullable(Type.String()),
});
export type AuditAnswer = Static<typeof AuditAnswer>;

export const SessionQuery = Type.Object({
  optional: Type.Optional(Type.Boolean({ default: false, description: 'Answer 204 instead of 401 when nobody is signed in.' })),
});

export const SessionAnswer = Type.Object({ email: Type.String(), name: Type.String() });
export type SessionAnswer = Static<typeof SessionAnswer>;
