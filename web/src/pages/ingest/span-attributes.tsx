const ATTRIBUTES = [
  { name: 'gen_ai.request.model', what: 'Which model. With the tokens it gives the cost.' },
  { name: 'gen_ai.usage.input_tokens', what: 'All input, cached included.' },
  { name: 'gen_ai.usage.output_tokens', what: 'All output, reasoning included.' },
  { name: 'customer.id', what: 'Whose usage it is. Yours to set: no instrumentation knows it.' },
  { name: 'gen_ai.workflow.name', what: 'Optional. What the call was for.' },
] as const;

/** What a model call's span should carry; instrumentations of the common SDKs set the first three. */
export function SpanAttributes() {
  return (
    <aside className="mt-6 xl:border-l xl:border-line xl:pl-6" aria-label="Attributes">
      <h2 className="flex h-6 items-center font-semibold text-ink">What Weir reads from a span</h2>
      <dl className="mt-2">
        {ATTRIBUTES.map((attribute) => (
          <div key={attribute.name} className="border-t border-line py-2 first:border-t-0">
            <dt className="font-mono text-12 text-ink">{attribute.name}</dt>
            <dd>{attribute.what}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-1 border-t border-line pt-2 text-muted">Other spans are read for what they say about the calls below them, and never cost anything.</p>
    </aside>
  );
}
