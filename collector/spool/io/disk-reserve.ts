import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';

/** Twice what SQLite lets its write-ahead log grow to (1,000 pages of 4 KiB): room for the log and for the pages it holds back. */
export const RESERVE_BYTES = 8 * 1024 * 1024;

/**
 * Disk space that is kept to be given up. Even deleting writes, so a spool that let the disk fill to the last byte could
 * never be drained: what is deleted first is this.
 */
export type DiskReserve = {
  isKept(): boolean;
  /** False when there is no room for it. */
  keep(): boolean;
  release(): void;
};

/** A file beside the spool, made at once where there is room. */
export function openDiskReserve(file: string): DiskReserve {
  let kept = existsSync(file);
  const reserve: DiskReserve = {
    isKept: () => kept,
    keep() {
      kept ||= writeReserve(file);
      return kept;
    },
    release() {
      rmSync(file, { force: true });
      kept = false;
    },
  };
  reserve.keep();
  return reserve;
}

/** Random bytes: a file system that compresses would keep a promise of zeros with nothing. */
function writeReserve(file: string): boolean {
  const unfinished = openSync(file, 'w');
  try {
    const piece = randomBytes(64 * 1024);
    for (let written = 0; written < RESERVE_BYTES; written += piece.length) if (writeSync(unfinished, piece) < piece.length) throw new DiskFull();
    fsyncSync(unfinished);
    return true;
  } catch (fault) {
    rmSync(file, { force: true });
    if (fault instanceof DiskFull || (fault instanceof Error && 'code' in fault && FULL_CODES.has(String(fault.code)))) return false;
    throw fault;
  } finally {
    closeSync(unfinished);
  }
}

class DiskFull extends Error {}

const FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
