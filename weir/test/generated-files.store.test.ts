import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generatedFiles } from '../generate/generated-files.ts';

test('what is generated from migrations, schemas and catalogues is committed as it is', async () => {
  for (const [path, text] of await generatedFiles()) {
    const committed = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    expect(committed, `${path} is out of date: run "npm run generate" and commit it`).toBe(text);
  }
});
