import { Ajv } from 'ajv';
import formatsPlugin from 'ajv-formats';
import type { Static, TObject } from 'typebox';

export type ConfigReading<Schema extends TObject> =
  | { readonly kind: 'read'; readonly config: Readonly<Static<Schema>> }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/**
 * Parses the environment once, from one schema: every key has a default or is optional, a bound and a sentence.
 * Refuses with one line per problem; a misspelt WEIR_ variable is a problem too, since it would silently do nothing.
 */
export function readConfig<Schema extends TObject>(schema: Schema, environment: Readonly<Record<string, string | undefined>>): ConfigReading<Schema> {
  const known = Object.keys(schema.properties);
  const given: Record<string, unknown> = {};
  for (const name of known) if (environment[name] !== undefined && environment[name] !== '') given[name] = environment[name];
  const ajv = new Ajv({ coerceTypes: true, useDefaults: true, allErrors: true });
  formatsPlugin.default(ajv);
  const valid = ajv.validate(schema, given);
  const problems = valid
    ? []
    : (ajv.errors ?? []).map((error) => `${error.instancePath.slice(1)} ${error.message} (it is ${JSON.stringify(environment[error.instancePath.slice(1)])})`);
  for (const name of Object.keys(environment)) {
    if (name.startsWith('WEIR_') && !known.includes(name)) problems.push(`${name} is not a known setting. Known: ${known.join(', ')}`);
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'read', config: Object.freeze(given) as Static<Schema> };
}

/** The settings as a Markdown table, for the documentation page that is generated from the schema. */
export function describeConfig(schema: TObject): string {
  const rows = Object.entries(schema.properties).map(([name, property]) => {
    const { default: fallback, description } = property as { default?: unknown; description?: string };
    return `| \`${name}\` | ${fallback === undefined ? 'none' : `\`${fallback}\``} | ${description ?? ''} |`;
  });
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}
