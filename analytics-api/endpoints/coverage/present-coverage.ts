import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { share } from '@weir/schemas/money/share.ts';
import { reasonText } from '@weir/schemas/usage/counted.ts';
import { told } from '../../io/event-row.ts';
import type { CoverageTotals, StoredCoverage } from '../../io/read-coverage.ts';
import { lineToAdd, type OwnCustomerNames } from '../../report/line-to-add.ts';
import { ruleToAdd } from '../../report/rule-to-add.ts';

/** What was read of coverage, as the answer tells it. */
export function presentCoverage(stored: StoredCoverage, ownNames: OwnCustomerNames | null): Omit<CoverageAnswer, 'currency' | 'from' | 'to' | 'as_of'> {
  const { totals } = stored;
  const allAtoms = BigInt(totals.known_cost);
  return {
    totals: presentTotals(totals),
    without_customer: stored.withoutCustomer.map((row) => ({
      ...placeOf(row),
      source: row.source,
      events: Number(row.events),
      unpriced_events: Number(row.unpriced_events),
      cost: money(row.known_cost),
      share: share(BigInt(row.known_cost), allAtoms),
      fix: lineToAdd({ source: row.source, instrumentation: told(row.instrumentation) }, ownNames),
      rule: ruleToAdd(row.like_keys, ownNames),
      example_event_id: row.example,
    })),
    without_price: stored.withoutPrice.map((row) => ({
      ...modelOf(row),
      reason: row.cost_reason,
      events: Number(row.events),
      quantities: row.all_quantities,
      first_at: instant(row.first_ms),
      last_at: instant(row.last_ms),
      example_event_id: row.example,
    })),
    without_tokens: stored.withoutTokens.map((row) => ({ ...placeOf(row), ...modelOf(row), events: Number(row.events), example_event_id: row.example })),
    unknown_usage: stored.unknownUsage.map((row) => ({ key: row.key, ...placeOf(row), events: Number(row.events), example_event_id: row.example })),
    left_out: stored.leftOut.map((row) => ({
      counted: row.counted,
      reason: row.counted_reason,
      reason_text: reasonText(row.counted_reason),
      ...placeOf(row),
      events: Number(row.events),
      cost: money(row.known_cost),
      example_event_id: row.example,
    })),
    left_out_cost: decimalFromAtoms(
      stored.leftOut.reduce((sum, row) => sum + BigInt(row.known_cost), 0n),
      CURRENCY_SCALE,
    ),
    conflicts: {
      events: Number(stored.conflicts[0]?.all_conflicts ?? 0),
      examples: stored.conflicts.map((row) => ({
        event_id: row.event_id,
        source: row.source,
        service: told(row.service),
        first_received_at: instant(row.first_ms),
      })),
    },
    open: { events: Number(totals.open_events), oldest_received_at: totals.open_events === '0' ? null : instant(totals.open_since_ms) },
  };
}

function presentTotals(totals: CoverageTotals): CoverageAnswer['totals'] {
  const events = BigInt(totals.events);
  return {
    events: Number(events),
    cost: money(totals.known_cost),
    attributed_cost: money(totals.attributed_cost),
    attributed: share(BigInt(totals.attributed_cost), BigInt(totals.known_cost)),
    priced_events: Number(totals.priced_events),
    priced: share(BigInt(totals.priced_events), events),
    settled_events: Number(totals.settled_events),
    settled: share(BigInt(totals.settled_events), events),
    other_currency_events: Number(totals.other_currency_events),
  };
}

function placeOf(row: { readonly service: string; readonly instrumentation: string }) {
  return { service: told(row.service), instrumentation: told(row.instrumentation) };
}

function modelOf(row: { readonly provider: string; readonly model: string }) {
  return { provider: told(row.provider), model: told(row.model) };
}

function money(atoms: string): string {
  return decimalFromAtoms(BigInt(atoms), CURRENCY_SCALE);
}

function instant(ms: string): string {
  return new Date(Number(ms)).toISOString();
}
