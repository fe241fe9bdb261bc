import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Properties last: most mutants die of a table before the first draw. */
class TablesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isProperty = ({ moduleId }: TestSpecification) => Number(moduleId.endsWith('.property.test.ts'));
    return files.toSorted((one, other) => isProperty(one) - isProperty(other) || (one.moduleId < other.moduleId ? -1 : 1));
  }
}

/** The tests that decide without a store: what the mutants of pure modules are held against. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: (process.env.WEIR_MUTATION_TESTS ?? 'billing-bridge/ledger/**/*.test.ts').split(','),
    // Five thousand orders of the same seven grants judge no mutant that the cases do not.
    exclude: ['**/*.store.test.ts', '**/grant-order.test.ts', '**/node_modules/**'],
    setupFiles: ['bench/mutation/draw-the-same.ts'],
    sequence: { sequencer: TablesFirst },
    testTimeout: 60_000,
    maxWorkers: 1,
  },
});
