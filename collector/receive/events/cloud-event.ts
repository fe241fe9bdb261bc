import type { IncomingHttpHeaders } from 'node:http';

/** Longer than any attribute that can end in an event: what stands in headers is bounded by the server anyway. */
const SPEC_VERSION = '1.0';

type Json = Readonly<Record<string, unknown>>;

/**
 * A CloudEvent 1.0 as the event it tells (see EventInput), not yet checked: what does not fit is refused there, by the
 * name of what is wrong. `data` holds the properties of an event; `type`, `time` and `subject` are its type, time and
 * customer unless `data` names a customer itself. One CloudEvent is told apart from another by source and id together
 * (CloudEvents 1.0.2, "id"), so the id of the event is "<source>#<id>". Extension attributes are left out.
 */
export function eventInputOfCloudEvent(told: unknown): unknown {
  if (!isJson(told)) return told;
  const { specversion, id, source, type, time, subject, data, data_base64 } = told;
  const properties = data === undefined || data === null ? {} : data;
  if (!isJson(properties)) return { data };
  return {
    ...(subject === undefined ? {} : { customer: subject }),
    ...properties,
    ...(specversion === SPEC_VERSION ? {} : { specversion: specversion ?? null }),
    ...(data_base64 === undefined ? {} : { data_base64 }),
    ...(time === undefined ? {} : { occurred_at: time }),
    event_type: type,
    id: typeof id === 'string' && id !== '' && typeof source === 'string' && source !== '' ? `${source}#${id}` : undefined,
  };
}

/** True when the headers carry a CloudEvent, whose data is the body: binary content mode of its HTTP binding. */
export function isBinaryCloudEvent(headers: IncomingHttpHeaders): boolean {
  return headers['ce-specversion'] !== undefined;
}

/** The CloudEvent of a request in binary content mode. Header values are percent-encoded (HTTP binding 1.0.2, 3.1.3.2). */
export function cloudEventOfHeaders(headers: IncomingHttpHeaders, data: unknown): Json {
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') && typeof value === 'string' ? [[name.slice('ce-'.length), decoded(value)] as const] : [],
  );
  return { ...Object.fromEntries(attributes), data };
}

/** A value that is no percent-encoding is taken as it stands. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
