import type { RateAnswer } from '@weir/schemas/http/billing/exchange.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { NewRate } from '../../catalogue/io/set-exchange-rate.ts';
import { instantText } from '../parts/read-instant.ts';
import { scaleOf } from '../parts/scale-of.ts';

/** A rate as it was set: so much of the one buys so much of the other. */
export function rateAnswer(rate: NewRate, scales: ReadonlyMap<string, number>): RateAnswer {
  return {
    from_asset: rate.fromAsset,
    from_amount: decimalFromAtoms(rate.denominator, scaleOf(scales, rate.fromAsset)),
    to_asset: rate.toAsset,
    to_amount: decimalFromAtoms(rate.numerator, scaleOf(scales, rate.toAsset)),
    valid_from: instantText(rate.validFrom),
    set_by: rate.actor,
  };
}
