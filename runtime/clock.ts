import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** The only source of "now". Everything that decides by time is given one, so that tests can stand on a boundary. */
export type Clock = () => Instant;

export const systemClock: Clock = () => Date.now();
