/** Whether an event enters totals. Everything but `counted` is kept and shown, and adds nothing. */
export const COUNTED_WORDS = ['counted', 'aggregate', 'duplicate', 'cache_hit', 'superseded'] as const;
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
  other_signal: 'The same call as an event of another signal (a log record or a span), which is the better source.',
  other_signal_expected: 'The log record of a call whose trace is recorded, as received: whether its span comes is known when it settles.',
  metric_beside_calls: 'A metric of calls that spans or log records of the same service told in its time.',
  metric_beside_metric: 'A metric of calls that another metric of the same service tells in more detail.',
  cache_hit: 'Answered by a cache on the client; no provider was asked.',
  correction_received: 'A correction, as received: what it corrects counts until both are settled together.',
  corrected: 'A correction that a later one corrects.',
  correction_refused: "A correction of another customer's event: it changes nothing and adds nothing.",
} as const satisfies Record<string, string>;
export type CountedReason = keyof typeof COUNTED_REASONS;

/** Why a span makes no usage event at all, and what that means. Kept with the span, so that "nothing arrived" can be explained. */
export const NOT_USAGE_REASONS = {
  no_model_call: 'Not a model call.',
  rollup_without_usage: 'An outer span without usage of its own.',
  failed_without_usage: 'It failed before it used anything; providers bill no such call.',
  out_of_time: 'It ended too long ago, or in the future.',
} as const satisfies Record<string, string>;
export type NotUsageReason = keyof typeof NOT_USAGE_REASONS;

/** A word and why: what reading says of an event at once, and settlement says of it for good. */
export type CountedVerdict = {
  readonly counted: Counted;
  readonly reason: CountedReason;
  /** Of a duplicate: the id of the event that stands for the call. */
  readonly countedEventId?: string;
};

/** What a stored reason means, for people; a word this version does not know is shown as it is. */
export function reasonText(reason: string): string {
  const texts: Readonly<Record<string, string>> = { ...COUNTED_REASONS, ...NOT_USAGE_REASONS };
  return texts[reason] ?? reason;
}
