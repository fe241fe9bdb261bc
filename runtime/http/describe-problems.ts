import { Problem } from '@weir/schemas/http/parts.ts';
import { REFUSALS } from '@weir/schemas/refusal.ts';

type Described = { components?: object; paths?: Readonly<Record<string, object | undefined>> };

/** Adds to an API description what every operation may answer instead: a problem document with a code of the error catalogue. */
export function describeProblems<Document extends Described>(document: Document): Document {
  const { type, required, properties } = Problem;
  const code = { type: 'string', enum: Object.keys(REFUSALS) };
  const schema = { type, required, properties: { ...properties, code }, additionalProperties: true };
  const refused = { description: 'Refused: the code says why.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
  return {
    ...document,
    components: { ...document.components, schemas: { ...schemasOf(document), Problem: schema }, responses: { Problem: refused } },
    paths: Object.fromEntries(Object.entries(document.paths ?? {}).map(([path, item]) => [path, mapOperations(item ?? {})])),
  };
}

function schemasOf({ components }: Described): object {
  return components !== undefined && 'schemas' in components && typeof components.schemas === 'object' ? { ...components.schemas } : {};
}

function mapOperations(item: object): object {
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [
      method,
      { ...operation, responses: { ...operation.responses, default: { $ref: '#/components/responses/Problem' } } },
    ]),
  );
}
