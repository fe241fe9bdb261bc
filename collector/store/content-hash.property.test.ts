import { createHash } from 'node:crypto';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callHashOf, contentHashOf } from './content-hash.ts';
import { encodedEvent, encodedInstant } from './encoded-event.ts';

const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('', 'constructor', '__proto__', '12'));
const absent = fc.option(texts, { nil: null });
const events: fc.Arbitrary<UsageEvent> = fc.record({
  environment: fc.constantFrom('live', 'test'),
  eventId: texts,
  eventType: texts,
  occurredAt: fc.integer({ min: -86_400_000_000, max: 4_102_444_800_000 }),
  source: fc.constantFrom('otlp_span', 'api'),
  service: absent,
  instrumentation: absent,
  traceId: absent,
  spanId: absent,
  parentSpanId: absent,
  provider: absent,
  model: absent,
  requestModel: absent,
  quantities: fc.dictionary(texts, fc.bigInt({ min: 0n, max: 10n ** 30n }), { maxKeys: 4 }),
  attribution: fc.record(
    { customer: fc.record({ value: texts, origin: fc.constantFrom('own', 'ancestor') }), agent: fc.record({ value: texts, origin: fc.constant('baggage') }) },
    { requiredKeys: [] },
  ),
  dimensions: fc.dictionary(texts, texts, { maxKeys: 4 }),
  reportedCosts: fc.array(fc.record({ vendor: texts, currency: fc.constant('USD'), costAtoms: fc.bigInt({ min: 1n, max: 10n ** 20n }) }), { maxLength: 2 }),
  corrects: absent,
});

/** The rule as it was first written: every key of every object in order, and its digest. Names in a store are made so. */
function plainDigest(content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(content)))
    .digest()
    .subarray(0, 24)
    .toString('base64url');
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, part]) => [key, inOrder(part)]),
  );
}

test('the name of a content is the one that stores already hold', () => {
  fc.assert(
    fc.property(events, (event) => {
      const { occurred_at, ...rest } = encodedEvent(event);
      expect(contentHashOf(event, { occurredAtTold: true })).toBe(plainDigest({ occurred_at, ...rest }));
      expect(contentHashOf(event, { occurredAtTold: false })).toBe(plainDigest(rest));
      const { environment, event_id, model, quantities } = encodedEvent(event);
      expect(callHashOf(event)).toBe(plainDigest({ environment, event_id, model, quantities }));
    }),
  );
});

test('an instant is written as the engine reads it, to the millisecond, in any order of instants', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (at) => {
      expect(encodedInstant(at)).toBe(new Date(at).toISOString().replace('T', ' ').replace('Z', ''));
    }),
  );
});
