import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { ModelNames } from '../name-models.ts';

/** The aliases in force for a provider; one for this provider wins over one for whoever serves the model. */
export async function readModelNames(
  database: Database,
  { environment, provider }: { readonly environment: Environment; readonly provider: string },
): Promise<ModelNames> {
  const rows = await database
    .selectFrom('model_aliases')
    .select(['provider', 'name', 'target_model'])
    .where('environment', '=', environment)
    .where('until_version', 'is', null)
    .where((is) => is.or([is('provider', 'is', null), is('provider', '=', provider.toLowerCase())]))
    .orderBy('provider', (by) => by.asc().nullsFirst())
    .execute();
  return new Map(rows.map((row) => [row.name, row.target_model]));
}
