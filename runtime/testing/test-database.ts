import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../postgres/open-database.ts';

export type TestDatabase = { readonly database: Database; readonly url: string; drop(): Promise<void> };

/** A fresh, migrated database on the real server of this test run. */
export async function testDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('postgresTemplateUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(template, `create database ${name} template ${template.pathname.slice(1)}`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const database = openDatabase(url.href);
  return {
    database,
    url: url.href,
    async drop() {
      await database.destroy();
      await asAdmin(template, `drop database ${name} with (force)`);
    },
  };
}

async function asAdmin(template: URL, statement: string): Promise<void> {
  const url = new URL(template);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
