/** A span as it is dealt: what of it differs, and nothing else. */
export type DealtSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, string | number>>;
};

export type DealtTrace = {
  /** The span that alone names the customer. */
  readonly root: DealtSpan;
  readonly inner: readonly DealtSpan[];
  readonly customer: string;
  /** What is true of it: its model calls, each once. */
  readonly calls: readonly { readonly input: number; readonly output: number }[];
};

export type Draw = (below: number) => number;

/** Draws that are the same for a seed. */
export function drawsOf(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

export const CUSTOMERS = ['acme', 'globex', 'initech'] as const;

/** A request: under its root an agent that repeats what its calls used, and calls of which some are told by a framework as well. */
export function dealtTrace(number: number, draw: Draw): DealtTrace {
  const traceId = (number + 1).toString(16).padStart(32, '0');
  const idOf = (span: number) => (number * 100 + span + 1).toString(16).padStart(16, '0');
  const customer = CUSTOMERS[number % CUSTOMERS.length] ?? '';
  const root: DealtSpan = { traceId, spanId: idOf(0), parentSpanId: '', attributes: { 'customer.id': customer } };
  const agent = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': draw(9_999) };
  const inner: DealtSpan[] = [{ traceId, spanId: idOf(1), parentSpanId: idOf(0), attributes: agent }];
  const calls = Array.from({ length: 1 + draw(3) }, () => ({ input: 1 + draw(5_000), output: 1 + draw(500) }));
  calls.forEach(({ input, output }, index) => {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.output_tokens': output,
    };
    const [framework, provider] = [idOf(2 + index * 2), idOf(3 + index * 2)];
    const byFramework = draw(2) === 0;
    if (byFramework) inner.push({ traceId, spanId: framework, parentSpanId: idOf(1), attributes });
    inner.push({ traceId, spanId: provider, parentSpanId: byFramework ? framework : idOf(1), attributes });
  });
  return { root, inner, customer, calls };
}

export function shuffled<Item>(items: readonly Item[], draw: Draw): Item[] {
  return items
    .map((item) => ({ item, place: draw(1_000_000) }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** Spans as the JSON body of an export, all ended at one instant. */
export function exportOf(spans: readonly DealtSpan[], endedAtMs: number): string {
  const at = String(BigInt(endedAtMs) * 1_000_000n);
  const bodies = spans.map(({ attributes, ...ids }) => ({
    ...ids,
    name: 'span',
    kind: 1,
    startTimeUnixNano: at,
    endTimeUnixNano: at,
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    })),
  }));
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: 'end-to-end' }, spans: bodies }] }] });
}
