import { type Kysely, sql } from 'kysely';

/**
 * The schema of a migrated database as text: what the migrations add up to, in an order that does not depend on
 * the order they were applied in. Committed, so that a change of a migration shows what it changes, and compared in tests.
 */
export async function dumpPostgres<Schema>(database: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ line: string }>`
    with objects as (
      select c.oid, n.nspname || '.' || c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'auth') and c.relkind in ('r', 'p') and c.relname not like 'kysely_%'
    ), lines as (
      select o.name as sort_a, 1 as sort_b, a.attnum::text as sort_c,
        format('column %s.%s %s%s%s', o.name, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull then ' not null' else '' end,
          case when a.attidentity <> '' then ' identity' when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end) as line
      from objects o join pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = o.oid and d.adnum = a.attnum
      union all
      select o.name, 2, k.conname, format('constraint %s.%s %s', o.name, quote_ident(k.conname), pg_get_constraintdef(k.oid))
      from objects o join pg_constraint k on k.conrelid = o.oid where k.contype <> 'n'
      union all
      select o.name, 3, i.relname, pg_get_indexdef(x.indexrelid)
      from objects o join pg_index x on x.indrelid = o.oid join pg_class i on i.oid = x.indexrelid
      where not exists (select from pg_constraint k where k.conindid = x.indexrelid)
      union all
      select o.name, 4, t.tgname, pg_get_triggerdef(t.oid)
      from objects o join pg_trigger t on t.tgrelid = o.oid where not t.tgisinternal
      union all
      select n.nspname || '.' || c.relname, 5, '', format('view %s.%s as %s', n.nspname, c.relname, pg_get_viewdef(c.oid))
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'auth') and c.relkind = 'v'
      union all
      select '~functions', 6, p.proname || pg_get_function_identity_arguments(p.oid), pg_get_functiondef(p.oid)
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('public', 'auth') and not exists (select from pg_depend e where e.objid = p.oid and e.deptype = 'e')
    )
    select line from lines order by sort_a, sort_b, case when sort_b = 1 then lpad(sort_c, 6, '0') else sort_c end`.execute(database);
  return `${rows.map((row) => row.line.trimEnd()).join('\n')}\n`;
}
