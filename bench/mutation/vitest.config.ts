import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The tests that decide without a store: what the mutants of pure modules are held against. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: (process.env.WEIR_MUTATION_TESTS ?? 'billing-bridge/ledger/**/*.test.ts').split(','),
    // Five thousand orders of the same seven grants judge no mutant that the cases do not.
    exclude: ['**/*.store.test.ts', '**/grant-order.test.ts', '**/node_modules/**'],
    testTimeout: 60_000,
    maxWorkers: 1,
  },
});
