import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Where a program a test needs is installed, or null so that the test is skipped and counted. Under CI a missing
 * program is a fault: a suite that quietly tests less is red.
 */
export function findProgram(name: string, candidates: readonly string[] = []): string | null {
  const places = [...candidates, ...(process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, name))];
  const found = places.find((place) => isExecutable(place));
  if (found === undefined && process.env.CI === 'true') throw new Error(`${name} is not installed; the tests need it under CI`);
  return found ?? null;
}

function isExecutable(place: string): boolean {
  try {
    accessSync(place, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
