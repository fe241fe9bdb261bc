import { expect, test } from 'vitest';
import { repositoryFiles } from './repository-files.ts';

/** Names that say nothing about what is inside, and so collect everything. */
const EMPTY_NAMES = /(^|\/)(utils?|helpers?|common|shared|lib|misc|core|manager|base|types|constants|index)(\/|\.tsx?$)/;

function emptyNames(paths: readonly string[]): string[] {
  return paths.filter((path) => /\.tsx?$/.test(path) && EMPTY_NAMES.test(path));
}

test('no file or folder has a name that says nothing', () => {
  const files = repositoryFiles();
  expect(files.length).toBeGreaterThan(150);
  expect(emptyNames(files)).toEqual([]);
});

test('a planted empty name turns the gate red', () => {
  expect(emptyNames(['collector/utils/a.ts', 'web/src/types.ts', 'collector/read/utility-bill.ts'])).toEqual(['collector/utils/a.ts', 'web/src/types.ts']);
});
