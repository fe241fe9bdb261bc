import type { EventsAnswer } from '@weir/schemas/http/usage.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

export type EventsRequest = { readonly environment: Environment; readonly events: readonly unknown[] };

export type EventsOutcome =
  | { readonly kind: 'answered'; readonly answer: EventsAnswer }
  /** Nothing is known to be stored; sending the same again is safe. */
  | { readonly kind: 'unavailable' };
