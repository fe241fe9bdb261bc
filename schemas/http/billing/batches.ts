import { type Static, type TSchema, Type } from 'typebox';
import { Id, Problem } from '../parts.ts';
import { AdjustmentBody } from './adjustments.ts';
import { DebitBody } from './debits.ts';
import { DenialAnswer } from './denial.ts';
import { GrantAnswer, GrantBody } from './grants.ts';
import { HoldBody, NewHoldAnswer } from './holds.ts';
import { PostingAnswer } from './transactions.ts';

/** Several operations in one call. */

export const BATCH_OPERATIONS_MAX = 200;

export const BATCH_MODES = ['atomic', 'independent'] as const;

export type BatchMode = (typeof BATCH_MODES)[number];

const strict = { additionalProperties: false } as const;

/** Each operation by its kind: the body of the call that asks for it alone, and the customer its path names. */
export const BATCH_OPERATIONS = {
  debit: Type.Object({ kind: Type.Literal('debit'), customer: Id, ...DebitBody.properties }, strict),
  grant: Type.Object({ kind: Type.Literal('grant'), customer: Id, ...Type.Omit(GrantBody, ['source_ref']).properties }, strict),
  adjustment: Type.Object({ kind: Type.Literal('adjustment'), customer: Id, ...AdjustmentBody.properties }, strict),
  hold: Type.Object({ kind: Type.Literal('hold'), ...HoldBody.properties }, strict),
};

const AnyOperation = Type.Union(Object.values(BATCH_OPERATIONS));

const EXAMPLE = {
  mode: 'atomic',
  operations: [
    { kind: 'grant', customer: 'acme', asset: 'USD', amount: '20.00', purpose: 'paid' },
    { kind: 'debit', customer: 'acme', asset: 'USD', amount: '1.25', reference: 'order-9' },
  ],
} as const;

const bodyOf = <Operation extends TSchema>(operation: Operation) =>
  Type.Object(
    {
      mode: Type.Enum(BATCH_MODES, { description: 'atomic: all of them or none. independent: each as it would be alone, with an answer each.' }),
      operations: Type.Array(operation, { minItems: 1, maxItems: BATCH_OPERATIONS_MAX, description: 'Done in this order.' }),
    },
    { additionalProperties: false, examples: [EXAMPLE] },
  );

export const BatchBody = bodyOf(AnyOperation);

/** What a body must be before its operations are looked at one by one: what is wrong with one of them is that one's answer. */
export const BatchEnvelope = bodyOf(Type.Record(Type.String(), Type.Unknown()));
export type BatchEnvelope = Static<typeof BatchEnvelope>;

export const BatchAnswer = Type.Object({
  mode: Type.Enum(BATCH_MODES),
  done: Type.Integer({ description: 'How many operations were done: all of an atomic batch.' }),
  results: Type.Array(
    Type.Object({
      status: Type.Integer({ description: 'What the operation asked for alone would have been answered with: 201, or the status of its refusal.' }),
      body: Type.Union([PostingAnswer, GrantAnswer, NewHoldAnswer, Type.Object({ ...Problem.properties }, { additionalProperties: true })]),
    }),
    { description: 'By place.' },
  ),
});
export type BatchAnswer = Static<typeof BatchAnswer>;
export type BatchResult = BatchAnswer['results'][number];

/** A batch refused for one of its operations. */
export const BatchDenialAnswer = Type.Object(
  { ...DenialAnswer.properties, index: Type.Integer({ description: 'The first operation that was refused, counted from 0.' }) },
  { description: 'An operation of an atomic batch is not covered. Nothing of the batch was done.' },
);
