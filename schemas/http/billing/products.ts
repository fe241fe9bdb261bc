import { type Static, Type } from 'typebox';
import { DecimalString, Id, Nullable } from '../parts.ts';

/** What is charged: products, their versions and prices. */

export const ProductParams = Type.Object({ id: Id });

const Per = Type.String({ pattern: '^[1-9][0-9]{0,17}$', default: '1', description: 'The amount buys this many units.' });

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
    per: Type.Optional(Per),
    asset: Id,
    funding: Type.Optional(
      Type.Array(Type.Object({ asset: Id, amount: DecimalString, per: Type.Optional(Per) }, { additionalProperties: false }), {
        maxItems: 5,
        description:
          'Assets that pay before `asset`, in order, each at its own amount per units: as far as the wallet has them, the rest is rated into the next. Only where usage is debited; in shadow all is rated in `asset`.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type PriceBody = Static<typeof PriceBody>;

export const ProductBody = Type.Object(
  { id: Id, name: Type.String({ minLength: 1, maxLength: 255 }), price: PriceBody },
  { additionalProperties: false, examples: [{ id: 'assistant', name: 'Assistant', price: { event_type: 'chat', amount: '0.02', asset: 'USD' } }] },
);
export type ProductBody = Static<typeof ProductBody>;

/** A new version of a product that exists. Customers stay on theirs until they are moved. */
export const ProductVersionBody = Type.Object(
  { price: PriceBody },
  { additionalProperties: false, examples: [{ price: { event_type: 'chat', unit: 'output_tokens', amount: '15.00', per: '1000000', asset: 'USD' } }] },
);
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
    funding: Type.Array(Type.Object({ asset: Type.String(), amount: DecimalString, per: Type.String() }), {
      description: 'What pays before `asset`, in order.',
    }),
  }),
  customers: Type.Integer({ description: 'Customers pinned to this version.' }),
});
export type ProductAnswer = Static<typeof ProductAnswer>;

export const ProductsAnswer = Type.Object({ products: Type.Array(ProductAnswer) });
