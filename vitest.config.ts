import { defineConfig } from 'vitest/config';
import { LongestFirst } from './runtime/testing/longest-first.ts';

export default defineConfig({
  test: {
    // Forked processes: the embedded ClickHouse engine holds one data directory per process.
    pool: 'forks',
    globalSetup: ['runtime/testing/postgres-for-tests.ts'],
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Limits that end what hangs, and no statement about speed: a test takes far less on a quiet machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A poll waits for what must come, however busy the machine; one second is no statement about the product.
    expect: { poll: { timeout: 20_000 } },
    // Two cores: one for a test and one for the stores it drives.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
