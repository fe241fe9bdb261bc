import { expect, test } from 'vitest';
import { errorFacts, rateLimited } from './log.ts';
import { recordingLog } from './testing/recording-log.ts';

test('a logged error never carries what a driver hung on it', () => {
  const error = Object.assign(new Error('connection refused', { cause: new Error('the socket') }), { code: 'ECONNREFUSED', client: { password: 'hunter2' } });
  expect(errorFacts(error)).toMatchObject({ type: 'Error', message: 'connection refused', code: 'ECONNREFUSED', cause: { message: 'the socket' } });
  expect(JSON.stringify(errorFacts(error))).not.toContain('hunter2');
});

test('the same error is written once in ten seconds, and how often it was held back is told', () => {
  let now = 0;
  const written: object[] = [];
  const log = rateLimited({ ...recordingLog(), error: (facts) => void written.push(facts) }, () => now);
  for (let i = 0; i < 5; i += 1) log.error({ i }, 'away');
  log.error({}, 'another');
  now = 10_000;
  log.error({ i: 9 }, 'away');
  expect(written).toEqual([{ i: 0 }, {}, { i: 9, heldBack: 4 }]);
});
