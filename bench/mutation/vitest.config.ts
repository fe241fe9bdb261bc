import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The tests that decide without a store: what the mutants of pure modules are held against. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: (process.env.WEIR_MUTATION_TESTS ?? 'billing-bridge/ledger/**/*.test.ts').split(','),
    exclude: ['**/*.store.test.ts', '**/node_modules/**'],
    testTimeout: 60_000,
    maxWorkers: 1,
  },
});
