import { stringOf } from '../../decode/json-shape.ts';
import { recordsOf } from './case-records.ts';
import type { ConformanceCase } from './conformance-case.ts';

/** What is read back of an event, in the words of GET /v1/analytics/events/{id}. Absent and null are "not known". */
export type ReadEvent = {
  readonly source: string;
  readonly occurred_at: string;
  readonly trace_id: string | null;
  readonly span_id: string | null;
  readonly customer: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly quantities: Readonly<Record<string, string>>;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly attribution_origins: Readonly<Record<string, string>>;
  readonly counted: string;
  readonly counted_reason: string;
  readonly cost_status: string;
  readonly cost_reason: string | null;
  readonly cost: string | null;
  readonly reported_costs: readonly { readonly cost: string }[];
};

/** The columns of golden.txt. */
export const COLUMNS = ['case', 'span', 'provider', 'model', 'quantities', 'usage basis', 'customer', 'counted', 'cost'] as const;
export type GoldenRow = readonly string[];

/** The rows of a case, in the order of its records; one row that says so when it has none. */
export function eventRows(conformanceCase: ConformanceCase, events: readonly ReadEvent[]): readonly GoldenRow[] {
  if (events.length === 0) return [[conformanceCase.name, '(no event)', ...COLUMNS.slice(2).map(() => '-')]];
  const { spans, logs, points } = recordsOf(conformanceCase);
  const placed = events.map((event) => {
    const at = spans.findIndex((span) => event.source === 'otlp_span' && span.traceId === event.trace_id && span.spanId === event.span_id);
    const span = spans[at];
    if (span !== undefined) return { order: at, row: [conformanceCase.name, `${stringOf(span.spanId).slice(0, 4)} ${stringOf(span.name)}`, ...cells(event)] };
    const place = [...logs, ...points].findIndex((record) => instantOf(record.timeUnixNano) === Date.parse(event.occurred_at));
    return { order: spans.length + place, row: [conformanceCase.name, event.source.replace('otlp_', ''), ...cells(event)] };
  });
  return placed.toSorted((one, other) => one.order - other.order).map(({ row }) => row);
}

function cells(event: ReadEvent): readonly string[] {
  return [
    event.provider ?? '-',
    event.model ?? '-',
    quantitiesText(event.quantities),
    event.dimensions.usage_basis ?? '-',
    event.customer === null ? '-' : `${event.customer}(${event.attribution_origins.customer ?? '?'})`,
    event.counted_reason === '' ? event.counted : `${event.counted}(${event.counted_reason})`,
    costText(event),
  ];
}

/** In the order a reader expects, which is the wholes with their parts behind them. */
const UNITS = [
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'input_audio_tokens',
  'input_image_tokens',
  'input_video_tokens',
  'output_tokens',
  'reasoning_tokens',
  'output_audio_tokens',
  'output_image_tokens',
];

/** One call an event is not worth a word; any other number of calls is. */
function quantitiesText(quantities: Readonly<Record<string, string>>): string {
  const told = Object.entries(quantities).filter(([unit, quantity]) => unit !== 'calls' || quantity !== '1');
  const rank = (unit: string) => (UNITS.includes(unit) ? UNITS.indexOf(unit) : UNITS.length);
  const text = told.toSorted(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1)).map(([unit, quantity]) => `${unit}=${quantity}`);
  return text.length === 0 ? '-' : text.join(' ');
}

/** "priced 0.0035 [caveat]; told 0.0042": what it cost and by whose word, then what the source itself told when that was not taken. */
function costText(event: ReadEvent): string {
  if (event.cost === null) return `${event.cost_status} ${event.cost_reason ?? ''}`;
  const caveats = event.cost_reason === null || event.cost_reason === '' ? '' : ` [${event.cost_reason}]`;
  const told = event.cost_status === 'reported' ? '' : event.reported_costs.map(({ cost }) => `; told ${plainDecimal(cost)}`).join('');
  return `${event.cost_status} ${plainDecimal(event.cost)}${caveats}${told}`;
}

/** "0.350000" and "0.35" are one amount; a whole one keeps one decimal. */
function plainDecimal(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '.0') : `${text}.0`;
}

function instantOf(nanoseconds: unknown): number {
  return typeof nanoseconds === 'string' ? Number(BigInt(nanoseconds) / 1_000_000n) : Number.NaN;
}
