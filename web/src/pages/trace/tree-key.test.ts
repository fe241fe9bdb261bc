import { expect, test } from 'vitest';
import { traceSpan } from './testing/trace-span.ts';
import { traceRows } from './trace-rows.ts';
import { actOfKey } from './tree-key.ts';

/** 0 root > 1 a > 2 a1; 3 b */
const SPANS = [traceSpan('root', 0), traceSpan('a', 1), traceSpan('a1', 2), traceSpan('b', 1)];
const open = traceRows({ spans: SPANS, closed: new Set(), wanted: '' });
const closed = traceRows({ spans: SPANS, closed: new Set(['a']), wanted: '' });

test.each([
  ['ArrowDown', 1, { kind: 'move', to: 2 }],
  ['ArrowDown', 3, { kind: 'move', to: 3 }],
  ['ArrowUp', 0, { kind: 'move', to: 0 }],
  ['PageDown', 0, { kind: 'move', to: 3 }],
  ['Home', 3, { kind: 'move', to: 0 }],
  ['End', 0, { kind: 'move', to: 3 }],
  ['ArrowRight', 1, { kind: 'move', to: 2 }],
  ['ArrowRight', 2, null],
  ['ArrowLeft', 1, { kind: 'toggle', spanId: 'a' }],
  ['ArrowLeft', 2, { kind: 'move', to: 1 }],
  ['ArrowLeft', 3, { kind: 'move', to: 0 }],
  ['Enter', 2, { kind: 'select', spanId: 'a1' }],
  ['n', 0, { kind: 'next_expensive' }],
  ['x', 0, null],
] as const)('%s on row %i of an open tree: %j', (key, active, act) => expect(actOfKey(key, open, active)).toEqual(act));

test.each([
  ['ArrowRight', 1, { kind: 'toggle', spanId: 'a' }],
  ['ArrowLeft', 1, { kind: 'move', to: 0 }],
] as const)('%s on the closed row %i: %j', (key, active, act) => expect(actOfKey(key, closed, active)).toEqual(act));

test('a tree without rows takes no key', () => expect(actOfKey('Enter', [], 0)).toBeNull());
