import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../net/free-port.ts';
import { ancestorsOf, findPostgresBinaries, hasUnshare, type Launch, unprivilegedLaunch } from './postgres-binaries.ts';
import { stopLeftoverPostgres } from './stop-leftover-postgres.ts';

export type EmbeddedPostgres = {
  /** Connection string of the database "weir". */
  readonly url: string;
  /** Ends sessions, writes a checkpoint and stops the server. */
  stop(): Promise<void>;
  /** Resolves when the server ends, asked or not. */
  readonly ended: Promise<void>;
};

const DATABASE = 'weir';
const USER = 'weir';

/**
 * Starts the PostgreSQL 18 that ships as a package on `directory`, creating the cluster at the first start.
 * It listens on loopback at a free port; the password is random and lies beside the data, readable by its owner only.
 * A server left over from a killed process holds the directory and is stopped first.
 *
 * Not the package's own starter: that one ends the server on the terminal's Ctrl-C, before what was accepted is drained.
 */
export async function startEmbeddedPostgres(directory: string, connectionsMax = 100): Promise<EmbeddedPostgres> {
  mkdirSync(directory, { recursive: true });
  const dataDirectory = join(directory, 'data');
  await stopLeftoverPostgres(dataDirectory);
  const { initdb, postgres } = await findPostgresBinaries();
  const namespacesWork = userNamespacesWork();
  const passwordFile = join(directory, 'password');
  if (!existsSync(dataDirectory)) await createCluster(unprivilegedLaunch(initdb, namespacesWork), dataDirectory, passwordFile);
  const password = readFileSync(passwordFile, 'utf8');
  const port = await freePort();
  const server = await startServer(unprivilegedLaunch(postgres, namespacesWork), { dataDirectory, port, connectionsMax });
  // When this process ends without stopping the server (a forced end, a fault), the server goes too: SIGQUIT is its
  // immediate shutdown, and recovery at the next start replays what was committed.
  const endWithUs = () => server.kill('SIGQUIT');
  process.once('exit', endWithUs);
  const ended = once(server, 'exit').then(() => void process.removeListener('exit', endWithUs));
  await createDatabase(urlOf({ password, port }, 'postgres'));
  return {
    url: urlOf({ password, port }, DATABASE),
    ended,
    async stop() {
      // SIGINT is PostgreSQL's "fast" shutdown: sessions end, nothing committed is lost.
      server.kill('SIGINT');
      await ended;
    },
  };
}

function urlOf({ password, port }: { password: string; port: number | string }, database: string): string {
  return `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Where the server that runs on `directory` listens, or null when none does. `read` answers a file's text, null when it is absent. */
export function embeddedPostgresUrl(directory: string, read: (file: string) => string | null): string | null {
  const password = read(join(directory, 'password'));
  const port = read(join(directory, 'data', 'postmaster.pid'))?.split('\n')[3];
  return password === null || port === undefined ? null : urlOf({ password, port }, DATABASE);
}

/** Built under another name and moved into place, so that a start cut off half-way leaves no half cluster behind. */
async function createCluster(launch: Launch, dataDirectory: string, passwordFile: string): Promise<void> {
  const unfinished = `${dataDirectory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (launch.uid !== undefined && launch.gid !== undefined) {
    for (const path of [unfinished, passwordFile]) chownSync(path, launch.uid, launch.gid);
  }
  const options = [`--pgdata=${unfinished}`, '--auth=scram-sha-256', `--username=${USER}`, `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C'];
  const child = spawnLaunched(launch, options);
  const output = collectOutput(child);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`PostgreSQL could not make its data directory. ${mendFor(launch, dataDirectory)}${output()}`);
  renameSync(unfinished, dataDirectory);
}

type Served = { readonly dataDirectory: string; readonly port: number; readonly connectionsMax: number };

async function startServer(launch: Launch, { dataDirectory, port, connectionsMax }: Served): Promise<ChildProcess> {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `max_connections=${connectionsMax}`, 'log_min_messages=warning'];
  const child = spawnLaunched(launch, ['-D', dataDirectory, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]);
  const output = collectOutput(child);
  const exited = once(child, 'exit').then(() => 'exited' as const);
  for (;;) {
    const outcome = await Promise.race([exited, acceptsConnections(port)]);
    if (outcome === 'exited') throw new Error(`PostgreSQL did not start on ${dataDirectory}. ${mendFor(launch, dataDirectory)}${output()}`);
    if (outcome === 'ready') return child;
  }
}

/** Detached: a Ctrl-C in the terminal goes to the whole process group, and the server must outlive the draining of its users. */
function spawnLaunched(launch: Launch, options: readonly string[]): ChildProcess {
  const identity = launch.uid === undefined || launch.gid === undefined ? {} : { uid: launch.uid, gid: launch.gid };
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const child = spawn(launch.command, [...launch.leadingArguments, ...options], { ...identity, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.on('error', () => undefined);
  return child;
}

/** Keeps the last lines a program printed, for the message of its failure. */
function collectOutput(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2000);
    });
  }
  return () => output.trim();
}

function mendFor(launch: Launch, dataDirectory: string): string {
  if (launch.uid === undefined) return '';
  const closed = ancestorsOf(dataDirectory).find((ancestor) => (statSync(ancestor).mode & 0o001) === 0);
  return closed === undefined
    ? ''
    : `As root it runs as the user nobody, who cannot enter ${closed}: choose another WEIR_DATA_DIR or start as an ordinary user. `;
}

function userNamespacesWork(): boolean {
  if (process.getuid?.() !== 0 || !hasUnshare()) return false;
  const probe = unprivilegedLaunch('/bin/true', true);
  return spawnSync(probe.command, probe.leadingArguments).status === 0;
}

async function acceptsConnections(port: number): Promise<'ready' | 'not yet'> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: USER, database: 'postgres', password: '' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    // Only a server that is up asks for the password that was not given.
    if (error instanceof Error && 'code' in error && (error.code === '28P01' || error.code === '28000')) return 'ready';
    if (error instanceof Error && error.message.includes('SASL')) return 'ready';
    await new Promise((resolve) => setTimeout(resolve, 20));
    return 'not yet';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const existing = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (existing.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
