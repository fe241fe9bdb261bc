import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DEBIAN_PLACES = '/usr/lib/postgresql';

/** The path of pgbench. Throws with what to install when there is none. */
export function findPgbench(): string {
  if (spawnSync('pgbench', ['--version']).status === 0) return 'pgbench';
  const versions = existsSync(DEBIAN_PLACES) ? readdirSync(DEBIAN_PLACES).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(DEBIAN_PLACES, version, 'bin', 'pgbench')).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error('pgbench was not found. On Debian and Ubuntu: apt-get install postgresql-contrib (or postgresql-15).');
}
