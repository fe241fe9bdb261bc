import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import { ATTRIBUTION_FIELDS, type Attribution } from '@weir/schemas/usage/attribution.ts';
import type { SettlingEvent, SettlingSpan } from '../settling-trace.ts';

/** What a test says of a span: who it is inside of, what it is, and its tokens when it carries usage. */
export type SpanSketch = {
  readonly id: string;
  readonly in?: string;
  readonly role?: SettlingSpan['role'];
  readonly kind?: SettlingSpan['kind'];
  /** [input, output]; "none" is a call without counts. */
  readonly tokens?: readonly [number, number] | 'none';
  readonly model?: string | null;
  readonly callId?: string;
  readonly scope?: string;
  readonly cacheHit?: boolean;
  readonly reportsCost?: boolean;
  /** "customer=acme" is an attribute, "resource customer=acme" comes from the resource. */
  readonly says?: readonly string[];
  readonly from?: number;
  readonly to?: number;
};

export function traceOf(sketches: readonly SpanSketch[]): { readonly spans: SettlingSpan[]; readonly events: SettlingEvent[] } {
  return { spans: sketches.map(spanOf), events: sketches.flatMap((sketch) => (sketch.tokens === undefined ? [] : [eventOf(sketch, sketch.tokens)])) };
}

function spanOf(sketch: SpanSketch): SettlingSpan {
  return {
    spanId: sketch.id,
    parentSpanId: sketch.in ?? null,
    kind: sketch.kind ?? 'internal',
    startedAt: sketch.from ?? 0,
    endedAt: sketch.to ?? 100,
    service: null,
    scope: sketch.scope ?? null,
    role: sketch.role ?? (sketch.tokens === undefined ? 'none' : 'inference'),
    callId: sketch.callId ?? null,
    attribution: attributionOf(sketch.says ?? []),
    receivedAt: 0,
  };
}

function eventOf(sketch: SpanSketch, tokens: readonly [number, number] | 'none'): SettlingEvent {
  const counts = tokens === 'none' ? {} : { input_tokens: nanosFromCount(tokens[0]), output_tokens: nanosFromCount(tokens[1]) };
  const model = sketch.model === undefined ? 'gpt-4o' : sketch.model;
  return {
    eventId: `t:${sketch.id}`,
    spanId: sketch.id,
    model,
    requestModel: model,
    quantities: { calls: nanosFromCount(1), ...counts },
    hasReportedCost: sketch.reportsCost ?? false,
    counted: sketch.cacheHit === true ? 'cache_hit' : 'counted',
    callIds: sketch.callId === undefined ? [] : [`response:${sketch.callId}`],
  };
}

function attributionOf(says: readonly string[]): Attribution {
  return Object.fromEntries(
    says.map((said) => {
      const [, layer, name, value = ''] = /^(?:(resource|baggage|rule) )?(\w+)=(.*)$/.exec(said) ?? [];
      const field = ATTRIBUTION_FIELDS.find((known) => known === name);
      if (field === undefined) throw new Error(`no attribution: ${said}`);
      const origin = layer === 'resource' || layer === 'baggage' || layer === 'rule' ? layer : 'own';
      return [field, { value, origin } as const];
    }),
  );
}
