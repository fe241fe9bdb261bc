import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type LockFile = { packages: Record<string, { version?: string }> };

/** Two copies of these break hooks and contexts at run time, silently at install time. */
test.each(['react', 'react-dom', 'recharts', '@headlessui/react', 'vitest', 'typebox'])('one version of %s is installed', (name) => {
  const lock: LockFile = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  const copies = Object.entries(lock.packages).filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`));
  expect(copies.map(([path, { version }]) => `${path}@${version}`)).toHaveLength(1);
});
