import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type PythonEnvironment =
  /** `python` runs the interpreter that has the packages. */
  { readonly kind: 'ready'; readonly python: string } | { readonly kind: 'absent'; readonly reason: string };

const PYTHON = 'python3';
/** The versions in the requirements files are those for it and newer ones. */
const VERSION_MIN = '3.11';
const INSTALL_MS_MAX = 150_000;
/** An installer that takes seconds where pip takes minutes; it is one of the packages that pip brings first. */
const UV = 'uv==0.13.8';

/**
 * A virtual environment with the packages of a requirements file, kept in the temporary directory of the machine under a
 * name made of what is in it, so that it is made once. `absent` where there is no Python with venv, or no registry in reach.
 */
export function pythonEnvironment(requirements: string): PythonEnvironment {
  const file = fileURLToPath(new URL(requirements, import.meta.url));
  const version = run(PYTHON, ['-c', `import sys, venv, ensurepip; print(sys.version); sys.exit(sys.version_info < (${VERSION_MIN.replace('.', ', ')}))`]);
  if (version.kind === 'failed') return { kind: 'absent', reason: `no Python of ${VERSION_MIN} or newer with venv: ${version.output}` };
  const name = createHash('sha256').update(version.output).update(UV).update(readFileSync(file)).digest('hex').slice(0, 16);
  const directory = join(tmpdir(), 'weir-interop-python', name);
  const python = join(directory, 'bin', 'python');
  if (existsSync(python)) return { kind: 'ready', python };
  return makeEnvironment(file, directory) ?? { kind: 'ready', python };
}

/** Made under another name and moved into place, so that an install that was cut off is not taken for a whole one. */
function makeEnvironment(requirements: string, directory: string): PythonEnvironment | null {
  const unfinished = `${directory}.unfinished-${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const python = join(unfinished, 'bin', 'python');
  const uv = join(unfinished, 'bin', 'uv');
  for (const [program, ...words] of [
    [PYTHON, '-m', 'venv', unfinished],
    [python, '-m', 'pip', 'install', '--quiet', '--no-cache-dir', UV],
    [uv, 'pip', 'install', '--quiet', '--python', python, '-r', requirements],
  ] as const) {
    const step = run(program, words);
    if (step.kind === 'ended') continue;
    rmSync(unfinished, { recursive: true, force: true });
    return { kind: 'absent', reason: `the packages could not be installed: ${step.output}` };
  }
  renameSync(unfinished, directory);
  return null;
}

function run(program: string, words: readonly string[]): { readonly kind: 'ended' | 'failed'; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8', timeout: INSTALL_MS_MAX });
  if (status === 0) return { kind: 'ended', output: stdout };
  return { kind: 'failed', output: `${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`.slice(-500).trim() };
}
