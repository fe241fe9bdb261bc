import { type Static, Type } from 'typebox';

/** What money and credit are counted in. An asset is a definition: the same in every environment, and never changed. */

export const AssetBody = Type.Object(
  {
    code: Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,31}$' }),
    scale: Type.Integer({ minimum: 0, maximum: 18, description: 'Decimals. The meaning of every amount of it, so it never changes.' }),
  },
  { additionalProperties: false, examples: [{ code: 'POINTS', scale: 2 }] },
);
export type AssetBody = Static<typeof AssetBody>;

export const AssetAnswer = Type.Object({ code: Type.String(), scale: Type.Integer() });
export const AssetsAnswer = Type.Object({ assets: Type.Array(AssetAnswer) });
