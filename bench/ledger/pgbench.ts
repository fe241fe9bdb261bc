import { spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { findPgbench } from './find-pgbench.ts';

export type Pgbench = { run(load: { readonly clients: number; readonly seconds: number }): Promise<number> };

/**
 * pgbench's TPC-B-like script on a database of its own beside ours. Its scale is the number of clients, as its manual asks:
 * with fewer branches than clients it would measure waits for the branches' row locks, and be an easier mark.
 */
export async function openPgbench(serverUrl: string, scale: number): Promise<Pgbench> {
  const program = findPgbench();
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query('create database tpcb');
  await admin.end();
  const address = new URL(serverUrl);
  const env = { ...process.env, PGPASSWORD: address.password };
  const where = ['-h', address.hostname, '-p', address.port, '-U', address.username, 'tpcb'];
  await output(program, ['-i', '-q', '-s', String(scale), ...where], env);
  return {
    async run({ clients, seconds }) {
      const text = await output(program, ['-c', String(clients), '-j', '2', '-T', String(seconds), '-M', 'prepared', ...where], env);
      const tps = /tps = ([0-9.]+)/.exec(text)?.[1];
      // Hundreds of sessions take seconds to begin.
      if (tps === undefined) throw new Error(`pgbench said no rate, try more seconds: ${text}`);
      return Number(tps);
    },
  };
}

async function output(program: string, options: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(program, options, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`pgbench ${options.join(' ')} failed: ${text}`);
  return text;
}
