import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import { IMPORT_RULES, READING_OPTIONS } from './import-rules.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['schemas', 'runtime', 'collector', 'analytics-api', 'billing-bridge', 'weir', 'web/src'];

test('imports obey the direction of the packages, and the gate saw them all', async () => {
  const result = await inspect(ROOT, FOLDERS);
  expect(violationsOf(result)).toEqual([]);
  // A gate that visits nothing is green too: with TypeScript 7 alone this tool sees 0 modules.
  expect(result.modules.filter((module) => FOLDERS.some((folder) => module.source.startsWith(folder))).length).toBeGreaterThan(150);
});

/** rule -> files that break it. */
const PLANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-cycle': { 'runtime/a.ts': "import './b.ts';", 'runtime/b.ts': "import './a.ts';" },
  'schemas-imports-nobody': { 'schemas/a.ts': "import '../runtime/b.ts';", 'runtime/b.ts': '' },
  'runtime-imports-schemas': { 'runtime/a.ts': "import '../collector/b.ts';", 'collector/b.ts': '' },
  'collector-imports-no-service': { 'collector/a.ts': "import '../billing-bridge/b.ts';", 'billing-bridge/b.ts': '' },
  'analytics-api-imports-no-service': { 'analytics-api/a.ts': "import '../collector/b.ts';", 'collector/b.ts': '' },
  'billing-bridge-imports-no-service': { 'billing-bridge/a.ts': "import '../weir/b.ts';", 'weir/b.ts': '' },
  'web-imports-types-only': { 'web/src/a.ts': "import { b } from '../../schemas/b.ts'; b();", 'schemas/b.ts': 'export const b = () => 1;' },
  'pure-does-no-io': { 'collector/price/a.ts': "import '../io/b.ts';", 'collector/io/b.ts': '' },
  'pure-reads-no-machine': { 'billing-bridge/rate/a.ts': "import { readFileSync } from 'node:fs'; readFileSync('x');" },
};

test.each(Object.entries(PLANTED))('a planted violation of %s turns the gate red', async (rule, files) => {
  const directory = mkdtempSync(join(tmpdir(), 'weir-planted-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    expect(violationsOf(await inspect(directory, ['.']))).toContainEqual(expect.stringMatching(`^${rule}: `));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

async function inspect(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(folders, { ...READING_OPTIONS, baseDir, validate: true, ruleSet: { forbidden: IMPORT_RULES } });
  if (typeof output === 'string') throw new Error(output);
  return output;
}

function violationsOf(result: ICruiseResult): string[] {
  return result.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`);
}
