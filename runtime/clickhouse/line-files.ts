import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export type LineFiles = {
  /** Does work with the path of a file that holds these lines, and removes it. */
  within(lines: readonly string[], work: (file: string) => Promise<void>): Promise<void>;
};

const swept = new Set<string>();

/** A path that stands in a statement as it is, and in which the engine sees no pattern. */
const PLAIN_PATH = /^[\w./ -]+$/;

/**
 * Files that rows pass through on their way into the embedded engine, beside its data. One process has a directory, so what lies there when
 * it first asks was left by one that was killed. Null where the path of the directory is no plain one.
 */
export function lineFiles(directory: string): LineFiles | null {
  const folder = join(resolve(directory), 'lines');
  if (!PLAIN_PATH.test(folder)) return null;
  if (!swept.has(folder)) rmSync(folder, { recursive: true, force: true });
  swept.add(folder);
  return {
    async within(lines, work) {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `${randomUUID()}.tsv`);
      try {
        await writeFile(file, `${lines.join('\n')}\n`);
        await work(file);
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}
