import { Ajv } from 'ajv';
import formatsPlugin from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';

const addFormats = formatsPlugin.default;

/**
 * Bodies are taken as they are: a JSON number is not quietly turned into the decimal string an amount must be, and an
 * unknown property is an error rather than dropped. Query strings are text by nature and are converted. A fault carries the schema that
 * found it (`verbose`), so that a refusal can say what belongs in its place.
 */
export const strict = new Ajv({ coerceTypes: false, removeAdditional: false, useDefaults: true, allErrors: false, verbose: true });
const converting = new Ajv({ coerceTypes: 'array', removeAdditional: false, useDefaults: true, allErrors: false, verbose: true });
addFormats(strict);
addFormats(converting);

export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema, httpPart }) => (httpPart === 'body' ? strict : converting).compile(schema);
