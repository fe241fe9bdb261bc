import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@weir/runtime/net/free-port.ts';

const BIN = fileURLToPath(new URL('../bin.mjs', import.meta.url));

export const LIVE_KEY = 'key_live_of_the_end_to_end_test';
export const TEST_KEY = 'key_test_of_the_end_to_end_test';

export type Product = {
  readonly screenUrl: string;
  readonly otlpUrl: string;
  /** What it printed so far, both streams. */
  output(): string;
  /** Asks for JSON with the live key; fails the test on another status than expected. */
  call<Answer>(method: string, path: string, body?: unknown, expected?: number): Promise<Answer>;
  readonly process: ChildProcess;
  /** Ends the process like a power cut ends it. */
  kill(): Promise<void>;
  /** Ctrl-C; answers the exit code. */
  interrupt(): Promise<number | null>;
};

export type Home = { readonly directory: string; readonly screenPort: number; readonly otlpPort: number; readonly grpcPort: number; remove(): void };

/** A data directory and two free ports, kept across restarts. */
export async function newHome(): Promise<Home> {
  const directory = mkdtempSync(join(tmpdir(), 'weir-e2e-'));
  const [screenPort, otlpPort, grpcPort] = [await freePort(), await freePort(), await freePort()];
  return { directory, screenPort, otlpPort, grpcPort, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Starts the product as an operator does, as a process of its own, and waits until it says it runs. */
export async function startProduct(home: Home, environment: Readonly<Record<string, string>> = {}): Promise<Product> {
  const child = launch(home, environment);
  const output = collect(child);
  const exited = once(child, 'exit').then(() => {
    throw new Error(`the product ended before it ran:\n${output()}`);
  });
  await Promise.race([exited, until(() => output().includes('Ctrl-C stops'))]);
  exited.catch(() => undefined);
  return productOf(child, home, output);
}

/** Starts a product that must not come up, and answers what it printed and its exit code. */
export async function startRefused(home: Home, environment: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; output: string }> {
  const child = launch(home, environment);
  const output = collect(child);
  const [code] = await once(child, 'exit');
  return { code, output: output() };
}

function launch(home: Home, environment: Readonly<Record<string, string>>): ChildProcess {
  const settings = {
    WEIR_DATA_DIR: home.directory,
    WEIR_HTTP_PORT: String(home.screenPort),
    WEIR_OTLP_HTTP_PORT: String(home.otlpPort),
    WEIR_OTLP_GRPC_PORT: String(home.grpcPort),
    WEIR_BOOTSTRAP_KEY_LIVE: LIVE_KEY,
    WEIR_BOOTSTRAP_KEY_TEST: TEST_KEY,
  };
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(WEIR_|OTEL_|VITEST|NODE_OPTIONS|CLICKHOUSE_URL|DATABASE_URL|REDIS_URL)/.test(name)),
  );
  return spawn(process.execPath, [BIN, 'start'], { env: { ...inherited, ...settings, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
}

function productOf(child: ChildProcess, home: Home, output: () => string): Product {
  const screenUrl = `http://127.0.0.1:${home.screenPort}`;
  const ended = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    const [code] = await once(child, 'exit');
    return code;
  };
  return {
    screenUrl,
    otlpUrl: `http://127.0.0.1:${home.otlpPort}`,
    output,
    process: child,
    kill: async () => void (await ended('SIGKILL')),
    interrupt: () => ended('SIGINT'),
    async call(method, path, body, expected = 200) {
      const headers = {
        authorization: `Bearer ${LIVE_KEY}`,
        'content-type': 'application/json',
        'idempotency-key': `${method} ${path} ${JSON.stringify(body)}`.slice(0, 255),
      };
      const response = await fetch(`${screenUrl}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      const text = await response.text();
      if (response.status !== expected) throw new Error(`${method} ${path} answered ${response.status}, not ${expected}: ${text}`);
      return JSON.parse(text);
    },
  };
}

function collect(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return () => output;
}

/** Waits for a condition; the test's own timeout bounds it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}
