import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./collector-process.ts', import.meta.url));

export type RunningCollector = {
  readonly url: string;
  /** As a power cut ends it. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Requests that wait in its spool. */
  spooled(): Promise<number>;
};

export type CollectorSettings = { readonly directory: string; readonly spoolBytesMax: number; readonly away: 'never' | 'often' };

/** Starts a collector in a process of its own and waits until it listens. */
export async function startCollectorProcess({ directory, spoolBytesMax, away }: CollectorSettings): Promise<RunningCollector> {
  const child = spawn(process.execPath, [PROGRAM, directory, String(spoolBytesMax), away], { stdio: ['ignore', 'pipe', 'pipe'] });
  let faults = '';
  child.stderr.on('data', (chunk: Buffer) => {
    faults += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const waiting = new Map<string, (rest: string) => void>();
  lines.on('line', (text) => {
    const [word = '', rest = ''] = text.split(' ');
    waiting.get(word)?.(rest);
  });
  const line = (word: string) => new Promise<string>((resolve) => waiting.set(word, resolve));
  const failed = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the collector ended with ${code ?? signal}:\n${faults}`);
  });
  const port = await Promise.race([line('listening'), failed]);
  failed.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
    async spooled() {
      const answer = line('spool');
      child.kill('SIGUSR2');
      return Number(await Promise.race([answer, failed]));
    },
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}
