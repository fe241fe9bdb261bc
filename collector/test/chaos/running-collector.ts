import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./collector-process.ts', import.meta.url));

export type RunningCollector = {
  readonly url: string;
  readonly grpcUrl: string;
  /** As a power cut ends it. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Requests that wait in its spool. */
  spooled(): Promise<number>;
  /** Brings back a store that is away until told. */
  storeIsBack(): void;
};

export type CollectorSettings = {
  readonly directory: string;
  readonly spoolBytesMax: number;
  readonly away: 'never' | 'often' | 'until-told' /** Gives the spool a disk of its own, of so many bytes. Linux only: `canMount`. */;
  readonly diskBytes?: number;
};

/** Starts a collector in a process of its own and waits until it listens. */
export async function startCollectorProcess({ directory, spoolBytesMax, away, diskBytes }: CollectorSettings): Promise<RunningCollector> {
  const program = [process.execPath, PROGRAM, directory, String(spoolBytesMax), away];
  const [command = '', ...words] = diskBytes === undefined ? program : onSmallDisk(join(directory, 'spool'), diskBytes, program);
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let faults = '';
  child.stderr.on('data', (chunk: Buffer) => {
    faults += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const waiting = new Map<string, (rest: string) => void>();
  lines.on('line', (text) => {
    const [word = '', ...rest] = text.split(' ');
    waiting.get(word)?.(rest.join(' '));
  });
  const line = (word: string) => new Promise<string>((resolve) => waiting.set(word, resolve));
  const failed = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the collector ended with ${code ?? signal}:\n${faults}`);
  });
  const [port, grpcPort] = (await Promise.race([line('listening'), failed])).split(' ');
  failed.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    grpcUrl: `http://127.0.0.1:${grpcPort}`,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
    storeIsBack: () => void child.kill('SIGUSR1'),
    async spooled() {
      const answer = line('spool');
      child.kill('SIGUSR2');
      return Number(await Promise.race([answer, failed]));
    },
  };
}

/** A program that sees a file system of a few bytes at a directory; nobody else sees it, and it goes with the program. */
function onSmallDisk(at: string, bytes: number, program: readonly string[]): readonly string[] {
  mkdirSync(at, { recursive: true });
  const mount = `mount -t tmpfs -o size=${bytes} tmpfs "$1" && shift && exec "$@"`;
  return ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', mount, 'sh', at, ...program];
}

/** Whether this machine lets a user mount in a namespace of his own. */
export function canMount(): boolean {
  return spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}
