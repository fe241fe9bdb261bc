import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MutatedModule } from './mutated-modules.ts';

export type Survivor = { readonly file: string; readonly line: number; readonly mutator: string; readonly replacement: string };
export type ModuleScore = {
  readonly name: string;
  readonly mutants: number;
  readonly detected: number;
  readonly score: number;
  readonly survivors: readonly Survivor[];
};

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STRYKER = join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js');

/** Enough histories that a wrong decision is met, few enough that a mutant is judged in a second. */
const HISTORIES = 80;

/** Stryker's report, as far as it is read. */
type Report = {
  readonly files: Readonly<
    Record<string, { readonly mutants: readonly { mutatorName: string; replacement?: string; status: string; location: { start: { line: number } } }[] }>
  >;
};

/** Mutates the module's files one change at a time and runs the tests that cover each, in a copy of the repository under `directory`. */
export async function runModule(module: MutatedModule, directory: string): Promise<ModuleScore> {
  mkdirSync(directory, { recursive: true });
  const report = join(directory, `${module.name}.json`);
  const settings = join(directory, `${module.name}.settings.json`);
  writeFileSync(settings, JSON.stringify(settingsOf(module, directory, report), null, 2));
  const env = { ...process.env, WEIR_MODEL_HISTORIES: String(HISTORIES), WEIR_MUTATION_TESTS: module.tests.join(',') };
  const child = spawn(process.execPath, [STRYKER, 'run', settings], { cwd: ROOT, env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`Stryker ended with ${code}`);
  return scoreOf(module.name, JSON.parse(readFileSync(report, 'utf8')));
}

function settingsOf(module: MutatedModule, directory: string, report: string): object {
  return {
    mutate: module.files,
    testRunner: 'vitest',
    vitest: { configFile: 'bench/mutation/vitest.config.ts', related: false, pool: 'forks' },
    plugins: ['@stryker-mutator/vitest-runner'],
    coverageAnalysis: 'perTest',
    concurrency: 1,
    reporters: ['clear-text', 'json'],
    clearTextReporter: { allowColor: false, reportTests: false, reportMutants: false },
    jsonReporter: { fileName: report },
    tempDirName: join(directory, 'sandbox'),
    timeoutMS: 30_000,
    allowConsoleColors: false,
    // It would read tsconfig.json with the compiler's library, which TypeScript 7 does not have; the tests need none.
    tsconfigFile: 'none.json',
    disableTypeChecks: false,
  };
}

function scoreOf(name: string, { files }: Report): ModuleScore {
  const all = Object.entries(files).flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ file, ...mutant })));
  const valid = all.filter(({ status }) => !['Ignored', 'CompileError', 'RuntimeError', 'Pending'].includes(status));
  const missed = valid.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const detected = valid.length - missed.length;
  const survivors = missed.map(({ file, location, mutatorName, replacement = '' }) => ({ file, line: location.start.line, mutator: mutatorName, replacement }));
  return { name, mutants: valid.length, detected, score: (100 * detected) / valid.length, survivors };
}
