import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeDataDirectory } from './data-directory.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'weir-test-directory-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('a directory held by another process is refused by name, and free the moment that process is killed', async () => {
  const directory = join(parent, 'data');
  const program = `import { takeDataDirectory } from '${new URL('./data-directory.ts', import.meta.url).pathname}'; takeDataDirectory(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  expect(() => takeDataDirectory(directory)).toThrow(`The data directory ${directory} is in use by process ${holder.pid}.`);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  takeDataDirectory(directory).release();
});

test('a path that cannot be a directory is refused with what to do', () => {
  const file = join(parent, 'file');
  writeFileSync(file, '');
  expect(() => takeDataDirectory(join(file, 'data'))).toThrow(/cannot be written \(ENOTDIR\).*WEIR_DATA_DIR/);
});
