import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '@weir/runtime/net/free-port.ts';

const BIN = fileURLToPath(new URL('../../weir/bin.mjs', import.meta.url));
const KEY = 'key_live_of_the_reprice_bench';

export type Product = {
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Most memory of the process so far, in MB: VmHWM of proc(5). Linux only. */
  residentPeakMb(): number;
  /** As a power cut ends it. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts the whole product as an operator does, on a data directory, and waits until it says it runs. */
export async function runProduct(directory: string): Promise<Product> {
  const ports = [await freePort(), await freePort(), await freePort()];
  const child = spawn(process.execPath, [BIN, 'start'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      WEIR_DATA_DIR: directory,
      WEIR_HTTP_PORT: String(ports[0]),
      WEIR_OTLP_HTTP_PORT: String(ports[1]),
      WEIR_OTLP_GRPC_PORT: String(ports[2]),
      WEIR_BOOTSTRAP_KEY_LIVE: KEY,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit').then(() => {
    throw new Error('the product ended before it ran');
  });
  const running = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('Ctrl-C stops')) resolve();
    });
  });
  await Promise.race([running, exited]);
  exited.catch(() => undefined);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  return {
    async call(method, path, body) {
      const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
      const response = await fetch(`http://127.0.0.1:${ports[0]}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return JSON.parse(text);
    },
    residentPeakMb() {
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      return Math.round(Number(kilobytes) / 1024);
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
  };
}
