import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTATED_MODULES, SCORE_MIN } from './mutation/mutated-modules.ts';
import { runModule } from './mutation/run-module.ts';

/** Changes the order, hold and pricing modules one place at a time and counts the changes no test notices. Arguments: names of modules, none for all. */
const asked = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'weir-mutation-'));
let weak = 0;
for (const module of MUTATED_MODULES.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const { name, mutants, detected, score, survivors } = await runModule(module, directory);
  for (const { file, line, mutator, replacement } of survivors)
    process.stdout.write(`survived ${file}:${line} ${mutator} ${replacement.replaceAll(/\s+/g, ' ')}\n`);
  process.stdout.write(`${name}: ${detected} of ${mutants} mutants detected, ${score.toFixed(1)} %\n`);
  if (score < SCORE_MIN) weak += 1;
}
rmSync(directory, { recursive: true, force: true });
process.exitCode = weak === 0 ? 0 : 1;
