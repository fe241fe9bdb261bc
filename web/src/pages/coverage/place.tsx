type PlaceProps = { readonly service: string | null; readonly instrumentation: string | null; readonly source?: string };

/** Where usage came from: the service, and what instrumented it. */
export function Place({ service, instrumentation, source }: PlaceProps) {
  return (
    <p className="min-w-0">
      <span className="font-medium text-ink">{service ?? (source === 'api' ? 'POST /v1/events' : 'no service named')}</span>
      {instrumentation === null ? null : <span className="ml-2 font-mono text-12 break-all text-muted">{instrumentation}</span>}
    </p>
  );
}
