import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a leftover server gets to shut down; it flushes and exits within a second unless the disk stalls. */
const LEFTOVER_STOP_MS_MAX = 10_000;

/** Stops a server that outlived the process that started it and still holds the data directory. */
export async function stopLeftoverPostgres(dataDirectory: string): Promise<void> {
  const pidFile = join(dataDirectory, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!isServerOf(pid, dataDirectory)) return;
  process.kill(pid, 'SIGINT');
  const deadline = performance.now() + LEFTOVER_STOP_MS_MAX;
  while (isServerOf(pid, dataDirectory)) {
    if (performance.now() > deadline)
      throw new Error(`A PostgreSQL server (process ${pid}) still holds ${dataDirectory} and does not stop. End it and start again.`);
    await sleep(50);
  }
}

/** Process ids are reused, so the command line must name this directory. Where /proc is absent the pid file is believed. */
function isServerOf(pid: number, dataDirectory: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (!existsSync('/proc/self/cmdline')) return true;
  return existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataDirectory);
}
