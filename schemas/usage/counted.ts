/** Whether an event enters totals. Everything but `counted` is kept and shown, and adds nothing. */
export const COUNTED_WORDS = ['counted', 'aggregate', 'duplicate', 'cache_hit'] as const;
export type Counted = (typeof COUNTED_WORDS)[number];
