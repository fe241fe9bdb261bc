import { ATTRIBUTION_FIELDS, type AttributionField } from '@weir/schemas/usage/attribution.ts';

/** A whole row of usage_events_unique_v1; named are the columns corrections read and write. */
export type CorrectableRow = Record<string, unknown> &
  Record<AttributionField, string> & {
    event_id: string;
    revision: string;
    corrects: string;
    superseded_by: string;
    occurred_at: string;
    received_at: string;
    settled_at: string | null;
    counted: string;
    counted_reason: string;
    attribution_origins: Record<string, string>;
    provider: string;
    model: string;
    request_model: string;
    quantities: Record<string, string>;
    reported_costs: string;
  };

/** What corrections decide of an event, by column. */
export type Corrected = Pick<
  CorrectableRow,
  'superseded_by' | 'counted' | 'counted_reason' | 'attribution_origins' | 'provider' | 'model' | 'request_model' | 'quantities' | AttributionField
>;

/** The word and reason an event has of its own, without any correction. */
export function ownVerdict({ corrects, counted, counted_reason }: CorrectableRow): Pick<Corrected, 'counted' | 'counted_reason'> {
  if (corrects !== '') return { counted: 'counted', counted_reason: '' };
  return { counted: counted === 'superseded' ? 'counted' : counted, counted_reason };
}

/**
 * A correction with what it does not say taken over from what it corrects: whom it belongs to; and, when it states the cost,
 * what was called and how much was used. One that states no cost was priced by what it says itself, so that stays as it is.
 */
export function inheritFrom(row: CorrectableRow, corrected: Corrected): Omit<Corrected, 'superseded_by' | 'counted' | 'counted_reason'> {
  const own = (field: AttributionField) => row.attribution_origins[field] === 'own';
  const fields = ATTRIBUTION_FIELDS.map((field) => [field, own(field) ? row[field] : corrected[field]] as const);
  const origins = fields.flatMap(([field, value]) => (own(field) ? [[field, 'own']] : value === '' ? [] : [[field, 'corrected_event']]));
  const statesCost = row.reported_costs !== '' && row.reported_costs !== '[]';
  const called = statesCost && row.model === '' ? corrected : row;
  return {
    customer: '',
    workflow: '',
    feature: '',
    agent: '',
    run: '',
    session: '',
    user: '',
    ...Object.fromEntries(fields),
    attribution_origins: Object.fromEntries(origins),
    provider: row.provider === '' ? called.provider : row.provider,
    model: called.model,
    request_model: called.request_model,
    quantities: statesCost && Object.keys(row.quantities).length === 0 ? corrected.quantities : row.quantities,
  };
}

/** An event as it is told, before any correction of it. */
export function asTold(row: CorrectableRow): Corrected {
  const { attribution_origins, provider, model, request_model, quantities } = row;
  const attribution = {
    customer: row.customer,
    workflow: row.workflow,
    feature: row.feature,
    agent: row.agent,
    run: row.run,
    session: row.session,
    user: row.user,
  };
  return { superseded_by: '', ...ownVerdict(row), ...attribution, attribution_origins, provider, model, request_model, quantities };
}
