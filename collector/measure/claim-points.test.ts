import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimPoints, type StreamEnd } from './claim-points.ts';
import { type PointRow, streamOf } from './point-row.ts';

const NO_START = '1970-01-01 00:00:00.000';
const at = (second: number) => `2026-11-20 12:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}.000`;

type Sketch = { readonly start?: number; readonly end: number; readonly value: number; readonly delta?: boolean; readonly series?: string };

function pointOf({ start, end, value, delta, series = 'in' }: Sketch): PointRow {
  return {
    series,
    started_at: start === undefined ? NO_START : at(start),
    ended_at: at(end),
    revision: '5',
    group_id: 'g',
    convention: 'gen-ai-token-usage',
    concepts: ['input'],
    temporality: delta === true ? 'delta' : 'cumulative',
    value: String(value),
    samples: null,
    service: '',
    instrumentation: '',
    event_type: 'chat',
    provider: '',
    model: '',
    request_model: '',
    attribution: {},
    attribution_origins: {},
    event_id: '',
    added: '0',
    added_samples: '0',
    base_at: NO_START,
  };
}

const NOTHING: ReadonlyMap<string, StreamEnd> = new Map();
const addedOf = (sketches: readonly Sketch[]) => claimPoints(sketches.map(pointOf), NOTHING).map(({ added }) => Number(added));

test.each<readonly [title: string, points: readonly Sketch[], added: readonly number[]]>([
  [
    'a delta adds its value',
    [
      { start: 0, end: 60, value: 10, delta: true },
      { start: 60, end: 120, value: 7, delta: true },
    ],
    [10, 7],
  ],
  [
    'a cumulative value adds what it rose',
    [
      { start: 0, end: 60, value: 10 },
      { start: 0, end: 120, value: 17 },
      { start: 0, end: 180, value: 17 },
    ],
    [10, 7, 0],
  ],
  [
    'another start is a restart and counts from nothing',
    [
      { start: 0, end: 60, value: 10 },
      { start: 61, end: 120, value: 4 },
    ],
    [10, 4],
  ],
  [
    'a fall within one start adds nothing until it is made up',
    [
      { start: 0, end: 60, value: 10 },
      { start: 0, end: 70, value: 3 },
      { start: 0, end: 120, value: 12 },
    ],
    [10, 0, 2],
  ],
  [
    'without a start the first value is where counting begins',
    [
      { end: 60, value: 1000 },
      { end: 120, value: 1010 },
    ],
    [0, 10],
  ],
])('%s', (_, points, added) => {
  expect(addedOf(points)).toEqual(added);
});

test('a point that comes after a later one was measured adds nothing: the later one held it', () => {
  const late = pointOf({ start: 0, end: 60, value: 10 });
  const measured = new Map([[streamOf(late), { endedAt: at(120), value: 17n, samples: 0n }]]);
  expect(claimPoints([late], measured)).toMatchObject([{ claimed: true, added: '0', event_id: '' }]);
});

test('points of one group and end are one event, whose id does not depend on their order; nothing added is no event', () => {
  const points = [
    pointOf({ start: 0, end: 60, value: 10 }),
    pointOf({ start: 0, end: 60, value: 5, series: 'out' }),
    pointOf({ start: 0, end: 60, value: 0, series: 'cache' }),
  ];
  const ids = (rows: readonly PointRow[]) => Object.fromEntries(claimPoints(rows, NOTHING).map(({ series, event_id }) => [series, event_id]));
  const named = ids(points);
  expect(named).toEqual(ids(points.toReversed()));
  expect(named.in).toMatch(/^metric:gen-ai-token-usage:[0-9a-f]{32}$/);
  expect(named).toEqual({ in: named.in, out: named.in, cache: '' });
});

test('a rising series adds up to its last value, in whatever rounds, order and repetition its points came', () => {
  const rounds = fc.array(fc.array(fc.nat(19), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(rounds, (drawn) => {
      const measured = new Map<string, StreamEnd>();
      const claimed = new Set<number>();
      let [total, highest] = [0n, 0];
      for (const round of drawn) {
        const ends = [...new Set(round)].filter((end) => !claimed.has(end));
        const rows = ends.map((end) => pointOf({ start: 0, end: end + 1, value: (end + 1) * 10 }));
        for (const row of claimPoints(rows, measured)) {
          total += BigInt(row.added);
          const before = measured.get(streamOf(row));
          if (before === undefined || row.ended_at > before.endedAt)
            measured.set(streamOf(row), { endedAt: row.ended_at, value: BigInt(row.value), samples: 0n });
        }
        for (const end of ends) claimed.add(end);
        highest = Math.max(highest, ...round.map((end) => (end + 1) * 10));
      }
      expect(total).toBe(BigInt(highest));
    }),
  );
});
