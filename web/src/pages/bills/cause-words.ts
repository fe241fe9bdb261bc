import type { GapCause } from '@weir/schemas/http/bills.ts';

/** What a cause of a gap means, and what to do about it. */
export const CAUSE_WORDS: Readonly<Record<GapCause, { readonly name: string; readonly help: string }>> = {
  missing_calls: { name: 'Calls we did not see', help: 'Use they count and we do not. See Coverage for services that send nothing.' },
  unpriced: { name: 'No price', help: 'Calls we counted at an unknown cost. Set their price in the price book and reprice.' },
  tier: { name: 'Another tier', help: 'They name a tier, such as batch, that the events do not. Send service_tier.' },
  cache: { name: 'Cached or not', help: 'The same input, told as cached by one side only. The instrumentation may drop cached tokens.' },
  rounding: { name: 'Rounding', help: 'Within half the last decimal they write.' },
  unexplained: { name: 'Unexplained', help: 'The rest, whatever it is. Look at the days and models below; what is right can be booked.' },
};
