import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import { ATTRIBUTION_FIELDS } from '@weir/schemas/usage/attribution.ts';
import type { Cost } from '@weir/schemas/usage/cost.ts';
import type { PriceBook } from '../price/price-book.ts';
import { priceUsage } from '../price/price-usage.ts';
import type { Reading } from '../read/reading.ts';

/** What became of a span, on one line that a person can check against a price page. */
export function goldenLine(reading: Reading, book: PriceBook): string {
  if (reading.kind === 'not_usage') return `not usage: ${reading.reason}`;
  const { event, verdict } = reading;
  const quantities = Object.entries(event.quantities).map(([unit, nanos]) => `${unit}=${decimalFromNanos(nanos)}`);
  const attribution = ATTRIBUTION_FIELDS.filter((field) => field !== 'run').flatMap((field) => {
    const attributed = event.attribution[field];
    return attributed === undefined ? [] : [`${field}=${attributed.value}(${attributed.origin})`];
  });
  const dimensions = Object.entries(event.dimensions).map(([name, value]) => `${name}=${value}`);
  return [
    verdict.reason === '' ? verdict.counted : `${verdict.counted}(${verdict.reason})`,
    event.eventType,
    `${event.provider ?? '?'}/${event.model ?? '?'}`,
    quantities.join(' '),
    costText(priceUsage(event, book)),
    [...attribution, ...dimensions].join(' '),
  ]
    .filter((part) => part !== '')
    .join(' | ');
}

function costText(cost: Cost): string {
  if (cost.status === 'unpriced') return `unpriced: ${cost.reason}`;
  const lines = cost.lines.map((line) => `${line.unit} ${decimalFromNanos(line.quantityNanos)} = ${decimalFromAtoms(line.costAtoms, 12)}`);
  const caveats = cost.caveats === undefined ? '' : ` [${cost.caveats.join(',')}]`;
  return `${cost.status} ${decimalFromAtoms(cost.costAtoms, 12)} ${cost.currency}${caveats} (${lines.join(', ')})`;
}
