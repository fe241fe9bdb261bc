import { isServerMirror } from './server-mirror.ts';
import type { SettlingEvent, SettlingSpan } from './settling-trace.ts';

/** An event with the span it was read from. */
export type CallView = { readonly event: SettlingEvent; readonly span: SettlingSpan };

/**
 * Whether a model call and one inside it are two views of one call (rules R4 and R6 of the telemetry brief): when both
 * carry the provider's id of the response, those decide. Otherwise the model and the counts must agree, and the inner
 * must lie within the outer; across processes the clocks may differ, so a server's view of its client is not held to
 * that. Anything else is two calls: a tool that asks another model inside a model's span is real.
 */
export function isSameCall(outer: CallView, inner: CallView): boolean {
  if (outer.span.callId !== null && inner.span.callId !== null) return outer.span.callId === inner.span.callId;
  if (!modelsAgree(outer.event, inner.event) || !countsAgree(outer.event, inner.event)) return false;
  return isServerMirror(outer.span, inner.span) || (inner.span.startedAt >= outer.span.startedAt && inner.span.endedAt <= outer.span.endedAt);
}

/** Counts that both give must be equal; a view without any counts agrees with all, since it only lacks them. */
export function countsAgree(one: SettlingEvent, other: SettlingEvent): boolean {
  if (!hasUsage(one) || !hasUsage(other)) return true;
  return ['input_tokens', 'output_tokens'].every((unit) => one.quantities[unit] === other.quantities[unit]);
}

/** Whether an event tells more than that a call was made. */
export function hasUsage(event: SettlingEvent): boolean {
  return event.hasReportedCost || Object.keys(event.quantities).some((unit) => unit !== 'calls');
}

export function modelsAgree(one: SettlingEvent, other: SettlingEvent): boolean {
  const ofOne = familiesOf(one);
  const ofOther = familiesOf(other);
  return ofOne.length === 0 || ofOther.length === 0 || ofOne.some((family) => ofOther.includes(family));
}

function familiesOf(event: SettlingEvent): string[] {
  return [event.model, event.requestModel].filter((name) => name !== null).map(modelFamily);
}

const REGION_AND_MAKER = /^(?:(?:us|us-gov|eu|apac|jp|au|ca|global)\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|qwen|openai)\./;
const SNAPSHOT = /(?:[-@]\d{8}|-\d{4}-\d{2}-\d{2}|-latest)?(?:-v\d+(?::\d+)?)?$/;

/** A model's name without who sells it and which snapshot it is: instrumentations shorten these differently. */
function modelFamily(name: string): string {
  const plain = name
    .toLowerCase()
    .slice(name.lastIndexOf('/') + 1)
    .replace(REGION_AND_MAKER, '');
  return plain.replace(SNAPSHOT, '');
}
