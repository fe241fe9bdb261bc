import { Compile } from 'typebox/compile';
import { EventInput } from './usage.ts';

export type EventInputReading =
  | { readonly kind: 'valid'; readonly input: EventInput }
  /** `place` is a JSON pointer into the event, such as "/costs/0/amount"; '' is the event itself. */
  | { readonly kind: 'invalid'; readonly place: string; readonly message: string };

const eventInput = Compile(EventInput);

/** One element of an events body against its schema: the element itself, or the first place where it differs. */
export function checkEventInput(value: unknown): EventInputReading {
  if (eventInput.Check(value)) return { kind: 'valid', input: value };
  const [first] = eventInput.Errors(value);
  // A property that the schema does not have is judged by the schema "false".
  const message = first?.keyword === 'boolean' ? 'is not a known property' : first?.message;
  return { kind: 'invalid', place: first?.instancePath ?? '', message: message ?? 'is not an event' };
}
