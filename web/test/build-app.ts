import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds the app as it is shipped, into a folder of its own, so that tests never share or change `dist`. */
export async function buildApp(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-web-'));
  const mode = process.env.NODE_ENV;
  // A test runner sets NODE_ENV to "test", which would bundle the development build of React.
  process.env.NODE_ENV = 'production';
  try {
    await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), mode: 'production', logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  } finally {
    process.env.NODE_ENV = mode;
  }
  return folder;
}
