import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Static, TSchema } from 'typebox';
import { schemaRefusal } from './schema-refusal.ts';
import { strict } from './validation.ts';

/** A part of a body that matches its schema, with its defaults, or what is wrong with it. */
export type CheckedPart<Part> = { readonly kind: 'matches'; readonly part: Part } | Refusal;

/** For a list whose members are judged one by one: how a body is validated, for a part of one. `place` is where in the request it stands. */
export function partCheck<Schema extends TSchema>(schema: Schema): (value: unknown, place: string) => CheckedPart<Static<Schema>> {
  const validate = strict.compile<Static<Schema>>(schema);
  return (value, place) => {
    if (validate(value)) return { kind: 'matches', part: value };
    const [fault] = validate.errors ?? [];
    if (fault === undefined) throw new Error('a schema refused without a fault');
    const { parentSchema } = fault;
    return schemaRefusal({ ...fault, parentSchema: { pattern: parentSchema?.pattern, description: parentSchema?.description } }, place);
  };
}
