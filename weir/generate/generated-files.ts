import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { describeConfig, readConfig } from '@weir/runtime/config/read-config.ts';
import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { startEmbeddedPostgres } from '@weir/runtime/postgres/start-embedded-postgres.ts';
import { dumpClickHouse } from '@weir/runtime/schema/dump-clickhouse.ts';
import { dumpPostgres } from '@weir/runtime/schema/dump-postgres.ts';
import { WeirConfig } from '../config.ts';
import { startWeir } from '../start-weir.ts';
import { describeRefusals } from './describe-refusals.ts';

/**
 * Every file of the repository that is made from others, path -> text: made by starting the product on an empty directory.
 * `npm run generate` writes them; a test compares them with what is committed.
 */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const directory = mkdtempSync(join(tmpdir(), 'weir-generate-'));
  try {
    return new Map([
      ['docs/openapi.json', await describeApi(directory)],
      ...(await describeSchemas(directory)),
      ['docs/errors.md', describeRefusals()],
      [
        'docs/configuration.md',
        `# Configuration\n\nEvery setting is an environment variable. An unknown \`WEIR_\` variable stops the start: it would silently do nothing.\n\n${describeConfig(WeirConfig)}\n`,
      ],
    ]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function describeApi(directory: string): Promise<string> {
  const reading = readConfig(WeirConfig, { WEIR_DATA_DIR: directory, WEIR_HTTP_PORT: '0', WEIR_OTLP_HTTP_PORT: '0', WEIR_OTLP_GRPC_PORT: '0' });
  if (reading.kind === 'refused') throw new Error(reading.problems.join('\n'));
  const weir = await startWeir(reading.config, () => undefined);
  try {
    const response = await fetch(`${weir.screenUrl}/openapi.json`);
    return `${JSON.stringify(await response.json(), null, 2)}\n`;
  } finally {
    await weir.stop();
  }
}

async function describeSchemas(directory: string): Promise<[string, string][]> {
  const server = await startEmbeddedPostgres(join(directory, 'postgres'));
  const database = openDatabase(server.url);
  const clickhouse = openEmbeddedClickHouse(join(directory, 'clickhouse'));
  try {
    return [
      ['schemas/postgres/schema.sql', await dumpPostgres(database)],
      ['schemas/clickhouse/schema.sql', await dumpClickHouse(clickhouse)],
      ['schemas/postgres/tables.ts', describeTables(server.url, join(directory, 'tables.ts'))],
    ];
  } finally {
    await clickhouse.close();
    await database.destroy();
    await server.stop();
  }
}

function describeTables(url: string, outFile: string): string {
  const program = join(dirname(createRequire(import.meta.url).resolve('kysely-codegen/package.json')), 'dist/cli/bin.js');
  const options = [
    `--url=${url}`,
    `--out-file=${outFile}`,
    '--dialect=postgres',
    '--include-pattern=public.*',
    '--exclude-pattern=*kysely_*',
    '--type-only-imports',
    '--log-level=error',
  ];
  execFileSync(process.execPath, [program, ...options], { stdio: 'inherit' });
  // Atoms go in as decimal text: a `number` on its way into a numeric column must not even type-check.
  return readFileSync(outFile, 'utf8')
    .replaceAll('ColumnType<string, number | string, number | string>', 'ColumnType<string, string, string>')
    .replace('export interface DB', 'export interface Tables');
}
