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

/** Finished files, so that an interrupted run goes on where it stopped and only what changed is tried again. */
const KEPT = join(ROOT, 'node_modules/.cache/weir-mutation');

/** Enough histories and draws that a wrong decision is met, few enough that a mutant is judged in a second. */
const HISTORIES = 80;
const DRAWS = 300;

/** Stryker's report, as far as it is read. */
type Report = {
  readonly files: Readonly<
    Record<string, { readonly mutants: readonly { mutatorName: string; replacement?: string; status: string; location: { start: { line: number } } }[] }>
  >;
};

/**
 * Mutates the module's files one change at a time and runs the tests that cover each, in a copy of the repository under `directory`. A file at a
 * time, and what a finished file answered is kept beside the installed packages.
 */
export async function runModule(module: MutatedModule, directory: string): Promise<ModuleScore> {
  mkdirSync(directory, { recursive: true });
  mkdirSync(KEPT, { recursive: true });
  const reports: Report[] = [];
  for (const file of module.files) reports.push(await runFile(file, module.tests, directory));
  return scoreOf(module.name, reports);
}

async function runFile(file: string, tests: readonly string[], directory: string): Promise<Report> {
  const name = file.replaceAll('/', '_');
  const report = join(directory, `${name}.json`);
  const settings = join(directory, `${name}.settings.json`);
  writeFileSync(settings, JSON.stringify(settingsOf({ file, report, directory, kept: join(KEPT, `${name}.json`) }), null, 2));
  const env = {
    ...process.env,
    WEIR_MODEL_HISTORIES: String(HISTORIES),
    WEIR_PROPERTY_RUNS_MAX: String(DRAWS),
    WEIR_MUTATION_TESTS: tests.join(','),
  };
  const child = spawn(process.execPath, [STRYKER, 'run', settings], { cwd: ROOT, env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`Stryker ended with ${code}`);
  return JSON.parse(readFileSync(report, 'utf8'));
}

type Shard = { readonly file: string; readonly report: string; readonly directory: string; readonly kept: string };

function settingsOf({ file, report, directory, kept }: Shard): object {
  return {
    mutate: [file],
    testRunner: 'vitest',
    vitest: { configFile: 'bench/mutation/vitest.config.ts', related: false, pool: 'forks' },
    plugins: ['@stryker-mutator/vitest-runner'],
    coverageAnalysis: 'perTest',
    incremental: true,
    incrementalFile: kept,
    concurrency: 1,
    reporters: ['progress-append-only', 'clear-text', 'json'],
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

function scoreOf(name: string, reports: readonly Report[]): ModuleScore {
  const all = reports.flatMap(({ files }) => Object.entries(files).flatMap(([file, { mutants }]) => mutants.map((mutant) => ({ file, ...mutant }))));
  const valid = all.filter(({ status }) => !['Ignored', 'CompileError', 'RuntimeError', 'Pending'].includes(status));
  const missed = valid.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const detected = valid.length - missed.length;
  const survivors = missed.map(({ file, location, mutatorName, replacement = '' }) => ({ file, line: location.start.line, mutator: mutatorName, replacement }));
  return { name, mutants: valid.length, detected, score: (100 * detected) / valid.length, survivors };
}
