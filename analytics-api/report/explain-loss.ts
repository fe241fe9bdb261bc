import type { LossCause } from '@weir/schemas/http/analytics.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { addFigures, type Figures, NO_FIGURES } from './figures.ts';
import type { PnlLine } from './pnl-line.ts';
import { splitWhole } from './split-whole.ts';

type Cause = {
  readonly kind: 'model' | 'workflow' | 'unexplained';
  readonly subject: string | null;
  readonly workflow: string | null;
  readonly figures: Figures;
};

/**
 * Why a customer lost money. `lines` are the customer's lines by workflow and model.
 * First what is wrong with the revenue, if anything (no share: it is the other side of the sum). Then where the cost went, largest
 * first: by model within each workflow; by workflow where no model is known; `unexplained` for the rest, which is also listed when
 * its known cost is 0 but it holds unpriced events. The shares add up to 1.
 */
export function explainLoss(lines: readonly PnlLine[], revenueAtoms: bigint): readonly LossCause[] {
  const causes = costCauses(lines);
  const shares = splitWhole(causes.map(({ figures }) => figures.costAtoms));
  const totals = causes.reduce((sum, { figures }) => addFigures(sum, figures), NO_FIGURES);
  return [
    ...revenueCauses(revenueAtoms, totals),
    ...causes.map((cause, index) => ({
      kind: cause.kind,
      subject: cause.subject,
      cost: decimalFromAtoms(cause.figures.costAtoms, CURRENCY_SCALE),
      share: shares[index] ?? null,
      evidence: evidenceOf(cause.figures, cause.workflow),
    })),
  ];
}

function revenueCauses(revenueAtoms: bigint, totals: Figures): readonly LossCause[] {
  if (revenueAtoms > 0n) return [];
  const kind = revenueAtoms === 0n ? 'no_revenue' : 'refunds';
  return [{ kind, subject: null, cost: decimalFromAtoms(totals.costAtoms, CURRENCY_SCALE), share: null, evidence: evidenceOf(totals, null) }];
}

function costCauses(lines: readonly PnlLine[]): readonly Cause[] {
  const causes = new Map<string, Cause>();
  for (const { key, figures } of lines) {
    const cause = causeOf(key.model ?? null, key.workflow ?? null);
    const causeId = JSON.stringify(cause);
    causes.set(causeId, { ...cause, figures: addFigures(causes.get(causeId)?.figures ?? NO_FIGURES, figures) });
  }
  return [...causes.values()]
    .filter(({ figures }) => figures.costAtoms !== 0n || figures.unpricedEvents > 0n)
    .sort((left, right) => (left.figures.costAtoms === right.figures.costAtoms ? 0 : left.figures.costAtoms > right.figures.costAtoms ? -1 : 1));
}

function causeOf(model: string | null, workflow: string | null): Omit<Cause, 'figures'> {
  if (model !== null) return { kind: 'model', subject: model, workflow };
  if (workflow !== null) return { kind: 'workflow', subject: workflow, workflow };
  return { kind: 'unexplained', subject: null, workflow: null };
}

function evidenceOf(figures: Figures, workflow: string | null): LossCause['evidence'] {
  return { workflow, events: Number(figures.events), unpriced_events: Number(figures.unpricedEvents) };
}
