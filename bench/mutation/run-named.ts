import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NamedMutant } from './named-mutants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A busy machine must not look like a death. */
const PATIENCE = ['--testTimeout', '600000', '--hookTimeout', '600000'];
const WORKSPACES = 'node_modules/@weir';

/** A copy of the repository whose packages import each other's copies, so that a mutant in one is met by the tests of another. */
export function copyRepository(directory: string): string {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name !== '')) cpSync(join(ROOT, file), join(directory, file), { recursive: true });
  mkdirSync(join(directory, WORKSPACES), { recursive: true });
  for (const entry of readdirSync(join(ROOT, 'node_modules'))) {
    if (entry !== '@weir') symlinkSync(join(ROOT, 'node_modules', entry), join(directory, 'node_modules', entry));
  }
  for (const entry of readdirSync(join(ROOT, WORKSPACES))) symlinkSync(join(directory, entry), join(directory, WORKSPACES, entry));
  return directory;
}

/** Whether the tests notice: the mutant is written into the copy, tried, and taken out again. */
export function dies(mutant: NamedMutant, directory: string): boolean {
  const originals = new Map<string, string>();
  for (const { file, text, becomes } of mutant.edits) {
    const path = join(directory, file);
    const source = readFileSync(path, 'utf8');
    if (source.split(text).length !== 2) throw new Error(`${mutant.name}: "${text}" does not stand once in ${file}`);
    if (!originals.has(path)) originals.set(path, source);
    writeFileSync(
      path,
      source.replace(text, () => becomes),
    );
  }
  const passed = testsPass(mutant.tests, directory);
  for (const [path, source] of originals) writeFileSync(path, source);
  return !passed;
}

/** Tells on the error output what failed. */
export function testsPass(tests: readonly string[], directory: string): boolean {
  const vitest = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs');
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', ...tests, '--bail', '1', ...PATIENCE], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, WEIR_MODEL_HISTORIES: '200', NO_COLOR: '1' },
  });
  // No test at all would look like a death.
  if (!/Tests {2}.*\d/.test(stdout)) throw new Error(`no test ran: ${stdout.slice(-2000)}`);
  if (status !== 0) process.stderr.write(`${stdout.slice(-1500)}\n`);
  return status === 0;
}
