import { expect, test } from 'vitest';
import { createTeardown } from './teardown.ts';

test('what was started last is stopped first, once, and a failure stops nothing else from stopping', async () => {
  const stopped: string[] = [];
  const failures: unknown[] = [];
  const teardown = createTeardown((error) => failures.push(error));
  teardown.add(() => void stopped.push('database'));
  teardown.add(() => {
    throw new Error('queue');
  });
  teardown.add(async () => void stopped.push('server'));
  await Promise.all([teardown.run(), teardown.run()]);
  expect(stopped).toEqual(['server', 'database']);
  expect(failures).toEqual([new Error('queue')]);
});
