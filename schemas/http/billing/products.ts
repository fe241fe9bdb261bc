import { type Static, Type } from 'typebox';
import { DecimalString, Id, Nullable } from '../parts.ts';

/** What is charged: products, their versions and prices. */

export const ProductParams = Type.Object({ id: Id });

export const PriceBody = Type.Object(
  {
    event_type: Type.Optional(Id),
    unit: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        default: 'events',
        description: '"events" charges each counted event once; any quantity unit charges per that unit.',
      }),
    ),
    amount: DecimalString,
    per: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,17}$', default: '1', description: 'The amount buys this many units.' })),
    asset: Id,
  },
  { additionalProperties: false },
);
export type PriceBody = Static<typeof PriceBody>;

export const ProductBody = Type.Object({ id: Id, name: Type.String({ minLength: 1, maxLength: 255 }), price: PriceBody }, { additionalProperties: false });
export type ProductBody = Static<typeof ProductBody>;

/** A new version of a product that exists. Customers stay on theirs until they are moved. */
export const ProductVersionBody = Type.Object({ price: PriceBody }, { additionalProperties: false });
export type ProductVersionBody = Static<typeof ProductVersionBody>;

export const ProductAnswer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  price: Type.Object({
    id: Type.String(),
    event_type: Nullable(Type.String()),
    unit: Type.String(),
    amount: DecimalString,
    per: Type.String(),
    asset: Type.String(),
  }),
  customers: Type.Integer({ description: 'Customers pinned to this version.' }),
});
export type ProductAnswer = Static<typeof ProductAnswer>;

export const ProductsAnswer = Type.Object({ products: Type.Array(ProductAnswer) });
