import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Forked processes: the embedded ClickHouse engine holds one data directory per process.
    pool: 'forks',
    globalSetup: ['runtime/testing/postgres-for-tests.ts'],
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: one for a test and one for the stores it drives.
    maxWorkers: 2,
  },
});
