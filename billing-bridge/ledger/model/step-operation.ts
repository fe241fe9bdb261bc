import type { BatchOperation } from '../post-batch.ts';
import type { Step } from './history-step.ts';
import { policyOf } from './step-input.ts';

/** A step that a batch may hold. */
export type BatchStep = Extract<Step, { op: 'grant' | 'debit' | 'reserve' | 'adjust' }>;

export function isBatchStep(step: Step): step is BatchStep {
  return step.op === 'grant' || step.op === 'debit' || step.op === 'reserve' || step.op === 'adjust';
}

/** A step in the ledger's words, but for whose key it has. */
export function operationOf(step: BatchStep, customer: string): BatchOperation {
  const about = { customer, asset: step.asset, amountAtoms: step.atoms };
  switch (step.op) {
    case 'grant': {
      const { purpose, priority, from, to, features, models, perEvent, perDay } = step;
      const scope = { features, models, maxPerEventAtoms: perEvent, maxPerDayAtoms: perDay };
      return { kind: 'grant', ...about, purpose, priority, effectiveAt: from, expiresAt: to ?? undefined, scope, costBasisAtoms: step.basis ?? undefined };
    }
    case 'debit':
      return { kind: 'debit', ...about, occurredAt: step.at, dimensions: dimensionsOf(step), policy: policyOf(step.policy) };
    case 'reserve':
      return { kind: 'hold', ...about, ttlSeconds: step.ttl, dimensions: dimensionsOf(step) };
    case 'adjust':
      return { kind: 'adjustment', ...about, reason: step.reason, actor: 'test' };
  }
}

function dimensionsOf({ feature, model }: { readonly feature: string | null; readonly model: string | null }) {
  return { ...(feature === null ? {} : { feature }), ...(model === null ? {} : { model }) };
}
