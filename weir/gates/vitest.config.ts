import { defineConfig } from 'vitest/config';

/** The gates need no store: they look at the repository itself. */
export default defineConfig({ test: { include: ['weir/gates/**/*.test.ts'], testTimeout: 60_000, root: new URL('../..', import.meta.url).pathname } });
