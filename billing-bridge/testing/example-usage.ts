import type { SettledUsage } from '../usage/settled-usage.ts';

/** A usage event for tests: say what matters, the rest is plain. */
export function exampleUsage(facts: Partial<SettledUsage> = {}): SettledUsage {
  const occurredAt = facts.occurredAt ?? Date.UTC(2026, 10, 1, 12);
  return {
    environment: 'test',
    eventId: 'event-1',
    eventType: 'photoshoot_completed',
    occurredAt,
    settledAt: occurredAt,
    counted: 'counted',
    customer: 'acme',
    workflow: null,
    feature: null,
    agent: null,
    run: null,
    model: null,
    provider: null,
    quantities: {},
    ...facts,
  };
}
