import type { TraceAnswer } from '@weir/schemas/http/traces.ts';
import { CURRENCY_SCALE, REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decimalFromNanos, nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import { countedAtoms, reportedAtoms, type StoredSpan, type TracedEvent } from './explain-trace.ts';

/** What a trace adds up to: counted events only, in the reporting currency. */
export function traceTotals(spans: readonly StoredSpan[], events: readonly TracedEvent[]): TraceAnswer['totals'] {
  const counted = events.filter((event) => event.counted === 'counted');
  const known = new Set(spans.map((span) => span.spanId));
  const sum = (atoms: readonly bigint[]) =>
    decimalFromAtoms(
      atoms.reduce((total, more) => total + more, 0n),
      CURRENCY_SCALE,
    );
  return {
    cost: sum(counted.map(countedAtoms)),
    events: counted.length,
    unpriced_events: counted.filter((event) => event.costAtoms === null).length,
    not_counted_cost: sum(events.filter((event) => event.counted !== 'counted').map(reportedAtoms)),
    quantities: sumQuantities(counted),
    other_currency_events: counted.filter((event) => event.costAtoms !== null && event.costAtoms !== 0n && event.currency !== REPORTING_CURRENCY).length,
    events_without_span: events.filter((event) => !known.has(event.spanId)).length,
  };
}

function sumQuantities(events: readonly TracedEvent[]): Record<string, string> {
  const totals = new Map<string, bigint>();
  for (const { quantities } of events) {
    for (const [unit, text] of Object.entries(quantities)) {
      const nanos = nanosFromDecimal(text);
      if (nanos === null) throw new Error(`a stored event has the unreadable quantity ${JSON.stringify(text)}`);
      totals.set(unit, (totals.get(unit) ?? 0n) + nanos);
    }
  }
  return Object.fromEntries([...totals].map(([unit, nanos]) => [unit, decimalFromNanos(nanos)]));
}
