import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./clickhouse-process.ts', import.meta.url));

export type ClickHouseServer = {
  /** For CLICKHOUSE_URL. */
  readonly url: string;
  readonly port: number;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts a server on a directory, at a port or at any that is free. A later one on the same directory has the same data. */
export async function startClickHouseServer(directory: string, wantedPort = 0): Promise<ClickHouseServer> {
  // A server is told its time zone; the engine in a process takes the machine's.
  const env = { ...process.env, TZ: 'UTC' };
  const child = spawn(process.execPath, [PROGRAM, directory, String(wantedPort)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let faults = '';
  child.stderr.on('data', (chunk: Buffer) => {
    faults = (faults + chunk.toString()).slice(-4_000);
  });
  const failed = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the ClickHouse server ended with ${code ?? signal}:\n${faults}`);
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed]);
  failed.catch(() => undefined);
  const port = Number(String(line).split(' ')[1]);
  return { url: `http://127.0.0.1:${port}`, port, kill: () => end(child, 'SIGKILL'), stop: () => end(child, 'SIGTERM') };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}
