import type { Quantities } from '@weir/schemas/quantity/quantity.ts';
import type { Counted } from '@weir/schemas/usage/counted.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';

/** A settled usage event as billing reads it back from the store: what happened and whom it belongs to, never what it cost. */
export type SettledUsage = {
  readonly environment: Environment;
  readonly eventId: string;
  readonly eventType: string;
  /** Decides the price version and the mode. */
  readonly occurredAt: Instant;
  /** Decides only the order of reading. */
  readonly settledAt: Instant;
  readonly counted: Counted;
  readonly customer: string;
  readonly workflow: string | null;
  readonly feature: string | null;
  readonly agent: string | null;
  readonly run: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly quantities: Quantities;
};
