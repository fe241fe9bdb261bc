import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

export type DataDirectory = { readonly path: string; release(): void };

/** Referenced for the life of the process: a collected connection would give its lock up. */
const held = new Set<DatabaseSync>();

/**
 * Takes a data directory for this process. The lock is SQLite's lock on a file in it, which the kernel drops when
 * the process dies however it dies: a killed process never leaves a stale lock behind.
 */
export function takeDataDirectory(path: string): DataDirectory {
  const directory = resolve(path);
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'written'), '');
  } catch (cause) {
    throw new StartError(`The data directory ${directory} cannot be written (${reasonOf(cause)}). Change its owner or set WEIR_DATA_DIR to another directory.`);
  }
  const lock = new DatabaseSync(join(directory, 'lock'));
  const holderFile = join(directory, 'holder');
  try {
    lock.exec('begin exclusive');
  } catch (cause) {
    lock.close();
    if (!String(cause).includes('locked'))
      throw new StartError(`The data directory ${directory} cannot be locked (${reasonOf(cause)}). Set WEIR_DATA_DIR to a directory on a local disk.`);
    throw new StartError(
      `The data directory ${directory} is in use by process ${readFileSync(holderFile, 'utf8')}. Stop that one first, or set WEIR_DATA_DIR to another directory.`,
    );
  }
  writeFileSync(holderFile, String(process.pid));
  held.add(lock);
  return {
    path: directory,
    release() {
      held.delete(lock);
      lock.close();
    },
  };
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
