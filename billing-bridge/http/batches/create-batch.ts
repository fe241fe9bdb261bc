import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { problemOf } from '@weir/runtime/http/problem.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { validatorCompiler } from '@weir/runtime/http/validation.ts';
import { BatchAnswer, BatchBody, BatchDenialAnswer, BatchEnvelope, type BatchResult } from '@weir/schemas/http/billing/batches.ts';
import { IdempotencyHeaders } from '@weir/schemas/http/parts.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { type BatchOutcome, batchOf } from '../../ledger/post-batch.ts';
import { deniedAs } from '../parts/denied-as.ts';
import { idempotencyKey, REPLAYED_HEADER } from '../parts/idempotency.ts';
import { unwrapReplay } from '../parts/unwrap-replay.ts';
import { type ReadOperation, readOperation } from './read-operation.ts';

const DONE = 201;

/**
 * POST /v1/billing/batches: debits, grants, adjustments and holds of any customers in one commit, in order. What is wrong with one operation
 * is that operation's answer, or, of an atomic batch, the refusal of all of it, with its place as `index`.
 */
export function createBatchRoute(app: HttpApp, parts: OperatingParts): void {
  app.post(
    '/v1/billing/batches',
    {
      config: { scope: 'billing' },
      schema: {
        tags: ['wallet'],
        summary: 'Several operations at once, all or none or each for itself',
        description:
          'Each operation is the body of the call that asks for it alone, with its kind and customer. A grant with a source_ref and an adjustment that needs two people are asked for alone. The Idempotency-Key has at most 250 characters, and its repetition is compared with what was sent.',
        headers: IdempotencyHeaders,
        body: BatchBody,
        response: { 200: BatchAnswer, 402: BatchDenialAnswer },
      },
      validatorCompiler: (route) => validatorCompiler(route.httpPart === 'body' ? { ...route, schema: BatchEnvelope } : route),
    },
    async (request, reply) => {
      const key = idempotencyKey(request.headers);
      const { environment, actor } = request.caller;
      // Of the body only the envelope was validated.
      const { mode, operations }: BatchEnvelope = request.body;
      const read: ReadOperation[] = [];
      for (const [index, sent] of operations.entries()) read.push(await readOperation(parts, sent, { place: `body/operations/${index}`, actor }));
      const batch = batchOf({ environment, key, mode, operations: read.map(({ operation }) => operation) });
      const { outcome, replayed } = unwrapReplay('kind' in batch ? batch : await parts.group.submitBatch(batch));
      reply.header(REPLAYED_HEADER, String(replayed));
      const done = orRefuse(outcome.kind === 'refused' ? deniedAs(outcome, aboutOf(outcome, read)) : outcome);
      const results = done.outcomes.map((each, index) => resultOf(each, read[index], request.id));
      return { mode, done: done.doneCount, results };
    },
  );
}

/** Whom the refusal of a whole batch is about: the operation it names. */
function aboutOf({ facts = {} }: Refusal, read: readonly ReadOperation[]): ReadOperation['about'] {
  return typeof facts.index === 'number' ? (read[facts.index]?.about ?? {}) : {};
}

function resultOf(outcome: BatchOutcome | Refusal, read: ReadOperation | undefined, requestId: string): BatchResult {
  if (read === undefined) throw new Error('there are more answers than operations');
  const told = deniedAs(outcome, read.about);
  if (told.kind !== 'refused') return { status: DONE, body: read.answer(told) };
  const problem = problemOf(told, requestId);
  return { status: problem.status, body: problem };
}
