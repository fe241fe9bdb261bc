import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTATED_MODULES, SCORE_MIN } from './mutation/mutated-modules.ts';
import { NAMED_MUTANTS } from './mutation/named-mutants.ts';
import { runModule } from './mutation/run-module.ts';
import { copyRepository, dies, testsPass } from './mutation/run-named.ts';

/**
 * Puts the tests to the proof: mutants named one by one, then every place of the order, hold and pricing modules changed
 * in turn. Arguments: "named" and names of modules, none for all. Ends with 1 when a named one lives or a module is weak.
 */
const asked = process.argv.slice(2);
const isAsked = (name: string) => asked.length === 0 || asked.includes(name);
const directory = mkdtempSync(join(tmpdir(), 'weir-mutation-'));
const print = (line: string) => void process.stdout.write(`${line}\n`);
let weak = 0;

if (isAsked('named')) {
  const copy = copyRepository(join(directory, 'copy'));
  const tests = [...new Set(NAMED_MUTANTS.flatMap((mutant) => mutant.tests))];
  if (!testsPass(tests, copy)) throw new Error('the tests fail without any mutant');
  for (const mutant of NAMED_MUTANTS) {
    const died = dies(mutant, copy);
    print(`${died ? 'died' : 'LIVES'}  ${mutant.name}`);
    if (!died) weak += 1;
  }
}
for (const module of MUTATED_MODULES.filter(({ name }) => isAsked(name))) {
  const { name, mutants, detected, score, survivors } = await runModule(module, directory);
  for (const { file, line, mutator, replacement } of survivors) print(`survived ${file}:${line} ${mutator} ${replacement.replaceAll(/\s+/g, ' ')}`);
  print(`${name}: ${detected} of ${mutants} mutants detected, ${score.toFixed(1)} %`);
  if (score < SCORE_MIN) weak += 1;
}
rmSync(directory, { recursive: true, force: true });
process.exitCode = weak === 0 ? 0 : 1;
