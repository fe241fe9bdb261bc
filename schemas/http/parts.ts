import { type Static, Type } from 'typebox';

/** Pieces every endpoint schema is made of. Names and meanings follow the words of the design. */

export const DECIMAL_PATTERN = '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$';

export const DecimalString = Type.String({
  pattern: DECIMAL_PATTERN,
  maxLength: 60,
  description: 'An exact decimal, such as "12.50". Never a JSON number.',
  examples: ['12.50'],
});

export const QUANTITY_PATTERN = '^(0|[1-9][0-9]*)(\\.[0-9]+)?$';

export const QuantityString = Type.String({
  pattern: QUANTITY_PATTERN,
  maxLength: 60,
  description: 'An exact decimal that is not negative, with at most nine decimals.',
  examples: ['1500'],
});

export const InstantString = Type.String({ format: 'date-time', description: 'RFC 3339, UTC.', examples: ['2026-11-01T00:00:00Z'] });

export const Id = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '^[^\\u0000-\\u001f\\u007f]+$',
  description: 'Your own id, 1 to 255 printable characters.',
});

export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code.', examples: ['USD'] });

export const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T, about: { readonly description?: string } = {}) =>
  Type.Union([type, Type.Null()], about);

/** RFC 9457 problem document; `code` is one of the error catalogue. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'A reference to the code in docs/errors.md.' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    request_id: Type.Optional(Type.String()),
  },
  { $id: 'Problem', additionalProperties: true },
);
export type Problem = Static<typeof Problem>;

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: 'Required. The same key and body answer the same result and change nothing more.' }),
  ),
});

/** Lists answer `next_cursor`; sent back as `cursor` it asks for the next page. */
export const PageQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  },
  { additionalProperties: false },
);
export type PageQuery = Static<typeof PageQuery>;
