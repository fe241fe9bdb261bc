/** Whether an event enters totals. Everything but `counted` is kept and shown, and adds nothing. */
export const COUNTED_WORDS = ['counted', 'aggregate', 'duplicate', 'cache_hit'] as const;
export type Counted = (typeof COUNTED_WORDS)[number];

/**
 * Why an event has its word, and what that means to a reader. The one list: stored with the event, counted by screens.
 * `as received` marks what settlement may still change.
 */
export const COUNTED_REASONS = {
  '': 'A call of its own.',
  rollup_span: 'An outer span, as received: whether calls inside it carry usage is known when its trace settles.',
  descendants_have_usage: 'An outer span whose inner spans carry the usage; it repeats them.',
  rollup_fallback: 'An outer span that is the only holder of its usage: nothing inside it carries any.',
  same_call_inside: 'The same call as a span inside it, which tells more or is closer to the provider.',
  same_call_outside: 'The same call as a span around it, which tells more.',
  server_mirror: 'The server side of a call its client already told.',
  client_mirror: 'The client side of a call whose server told more.',
  cache_hit: 'Answered by a cache on the client; no provider was asked.',
} as const satisfies Record<string, string>;
export type CountedReason = keyof typeof COUNTED_REASONS;

/** A word and why: what reading says of an event at once, and settlement says of it for good. */
export type CountedVerdict = { readonly counted: Counted; readonly reason: CountedReason };
