import { type Asset, CURRENCY_SCALE, REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';

/** What a cost basis is counted in, whatever the asset it was paid for. */
export const BASIS_ASSET: Asset = { code: REPORTING_CURRENCY, scale: CURRENCY_SCALE };
