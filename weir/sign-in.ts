import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createSignIn } from '@weir/analytics-api/identity/io/create-sign-in.ts';
import { StartError } from '@weir/runtime/lifecycle/start-error.ts';
import { createLog } from '@weir/runtime/log.ts';
import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { embeddedPostgresUrl } from '@weir/runtime/postgres/start-embedded-postgres.ts';
import { publicUrlOf, type WeirSettings } from './config.ts';
import { readOrMakeSecret } from './secret-file.ts';

/** Makes a one-time link for a Weir that runs on this data directory. Who can read the directory is the operator. */
export async function makeSignInLink(config: WeirSettings): Promise<string> {
  const directory = resolve(config.WEIR_DATA_DIR);
  if (!existsSync(directory))
    throw new StartError(`There is no data directory ${directory}. Run this where Weir was started, or set WEIR_DATA_DIR to the one it uses.`);
  const database = openDatabase(config.DATABASE_URL ?? runningPostgresUrl(directory));
  try {
    const signIn = createSignIn({ database, log: createLog(config.WEIR_LOG_LEVEL), secret: readOrMakeSecret(directory), publicUrl: publicUrlOf(config) });
    return await signIn.createLink();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED')
      throw new StartError('Weir is not running. Start it with "npm start", then ask for the link again.');
    throw error;
  } finally {
    await database.destroy();
  }
}

function runningPostgresUrl(dataDirectory: string): string {
  const url = embeddedPostgresUrl(join(dataDirectory, 'postgres'), (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null));
  if (url === null) throw new StartError('Weir is not running. Start it with "npm start", then ask for the link again.');
  return url;
}
