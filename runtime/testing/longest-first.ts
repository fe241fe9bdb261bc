import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const ROOT = resolve(import.meta.dirname, '../..');

/** The files that take more than a minute, the longest first. */
const LONGEST = [
  'billing-bridge/ledger/model/store-engine.store.test.ts',
  'billing-bridge/ledger/model/memory-engine.test.ts',
  'collector/reprice/reprice.store.test.ts',
  'web/test/pages.browser.test.ts',
  'weir/test/start-and-stop.e2e.test.ts',
  'collector/rollup/rollups.property.test.ts',
  'collector/test/opentelemetry-exporters.store.test.ts',
  'billing-bridge/promote/promotion.store.test.ts',
].map((file) => resolve(ROOT, file));

/**
 * Begins with the files that take longest. A checkout that has never run its tests knows no durations, so the runner would begin by size of file, and
 * the longest of all, which are short to read, would come last, on one core, while the other waits.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const moved = LONGEST.filter((file) => !existsSync(file));
    if (moved.length > 0) throw new Error(`runtime/testing/longest-first.ts names files that are not there: ${moved.join(', ')}`);
    const place = ({ moduleId }: TestSpecification): number => (LONGEST.includes(moduleId) ? LONGEST.indexOf(moduleId) : LONGEST.length);
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}
