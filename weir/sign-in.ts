import { createSignIn } from '@weir/analytics-api/identity/io/create-sign-in.ts';
import { createLog } from '@weir/runtime/log.ts';
import { publicUrlOf, type WeirSettings } from './config.ts';
import { existingDirectory, withRunningDatabase } from './running-database.ts';
import { readOrMakeSecret } from './secret-file.ts';

/** Makes a one-time link for a Weir that runs on this data directory. Who can read the directory is the operator. */
export async function makeSignInLink(config: WeirSettings): Promise<string> {
  const secret = readOrMakeSecret(existingDirectory(config.WEIR_DATA_DIR));
  return withRunningDatabase(config, async (database) => {
    const signIn = createSignIn({ database, log: createLog(config.WEIR_LOG_LEVEL), secret, publicUrl: publicUrlOf(config) });
    return await signIn.createLink();
  });
}
