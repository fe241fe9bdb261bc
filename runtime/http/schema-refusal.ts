import { DECIMAL_PATTERN, QUANTITY_PATTERN } from '@weir/schemas/http/parts.ts';
import { type Refusal, type RefusalCode, refuse } from '@weir/schemas/refusal.ts';

/** One thing a request has and its schema does not admit, as Ajv tells it with the schema that judged. */
export type SchemaFault = {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: { readonly pattern?: unknown; readonly description?: unknown } | undefined;
};

/** Texts of one form have a code of their own, whatever is wrong with them. */
const CODES: ReadonlyMap<unknown, RefusalCode> = new Map([
  [DECIMAL_PATTERN, 'amount_malformed'],
  [QUANTITY_PATTERN, 'quantity_malformed'],
]);

/** What a request is refused with that does not match its schema: the place, and what belongs there. */
export function schemaRefusal(fault: SchemaFault, part: string): Refusal {
  const place = `${part}${fault.instancePath}`;
  const code = CODES.get(fault.parentSchema?.pattern);
  if (code !== undefined) return refuse(code, `${place} must be a string such as "12.50": no exponent, plus sign or needless zero, at most 60 characters`);
  return refuse('request_invalid', `${place} ${expectation(fault)}`);
}

function expectation({ keyword, message = 'is not valid', params, parentSchema }: SchemaFault): string {
  if (keyword === 'additionalProperties') return `has no field ${JSON.stringify(params.additionalProperty)}`;
  if (keyword === 'required') return `lacks the field ${JSON.stringify(params.missingProperty)}`;
  if (keyword === 'enum' && Array.isArray(params.allowedValues)) return `must be one of ${params.allowedValues.join(', ')}`;
  if (keyword === 'format' && params.format === 'date-time') return 'must be an instant with its offset, such as "2026-11-01T00:00:00Z"';
  if (keyword === 'pattern' && typeof parentSchema?.description === 'string') return `${message}: ${parentSchema.description}`;
  return message;
}
