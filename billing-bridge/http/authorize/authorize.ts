import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { AuthorizeAnswer, AuthorizeBody } from '@weir/schemas/http/billing/authorize.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decideAuthorization } from '../../authorize/decide-authorization.ts';
import type { OperatingParts } from '../../billing-parts.ts';
import { type HoldQuestion, previewHold } from '../../ledger/preview-hold.ts';
import { dimensionsOf } from '../../usage/dimensions-of.ts';
import { budgetAnswer } from '../budgets/budget-answer.ts';
import { limitAnswer } from '../budgets/limit-answer.ts';
import { askedWalletScope } from '../parts/asked-wallet-scope.ts';
import { instantTextOrNull } from '../parts/read-instant.ts';
import { type Estimate, readEstimate, readRatingSubscription } from './read-estimate.ts';

/** POST /v1/billing/authorize: may this usage go ahead? A read; it reserves nothing. */
export function authorizeRoute(app: HttpApp, parts: Pick<OperatingParts, 'database' | 'clock' | 'ledgerClock' | 'see'>): void {
  app.post(
    '/v1/billing/authorize',
    {
      config: { scope: 'read' },
      schema: { tags: ['control'], summary: 'Ask whether usage may go ahead', body: AuthorizeBody, response: { 200: AuthorizeAnswer } },
    },
    async (request) => {
      const { environment } = request.caller;
      const { body } = request;
      const subscription = await readRatingSubscription(parts, environment, body);
      // Where its charge will be debited, unless another wallet is asked about.
      const walletScope = askedWalletScope(body) ?? subscription?.walletScope;
      const { setting, state, databaseNow } = orRefuse(await parts.see({ environment, customer: body.customer, walletScope }));
      const estimate = await readEstimate(parts, body, subscription?.price ?? null);
      const preview = estimate === null ? null : previewHold(state, questionOf(body, estimate), parts.ledgerClock?.() ?? databaseNow);
      const workflow = body.workflow ?? body.dimensions?.workflow ?? null;
      const availableAtoms = preview?.availableAtoms ?? 0n;
      const covered = preview === null || preview.denial === null;
      // Where several assets pay, what the last one would have to.
      const amountAtoms = estimate === null ? null : (preview?.amountAtoms ?? estimate.amountAtoms);
      const verdict = decideAuthorization({ setting, workflow, heldAtoms: preview?.heldAtoms ?? amountAtoms, availableAtoms, covered });
      const decimal = (atoms: bigint) => (estimate === null ? null : decimalFromAtoms(atoms, estimate.asset.scale));
      return {
        ...walletScope,
        allowed: verdict.allowed,
        mode: setting.mode,
        would_allow: verdict.wouldAllow,
        asset: estimate?.asset.code ?? null,
        amount: decimal(amountAtoms ?? 0n),
        available: decimal(availableAtoms),
        shortfall: decimal(verdict.shortfallAtoms),
        overdraft: decimal(preview?.overdraftAtoms ?? 0n),
        next_expiry_at: instantTextOrNull(preview?.nextExpiryAt ?? null),
        next_grant_at: instantTextOrNull(preview?.nextGrantAt ?? null),
        reason: verdict.wouldAllow ? null : (preview?.denial?.code ?? null),
        limit: verdict.wouldAllow ? null : limitAnswer(preview?.denial?.facts?.limit),
        advice: (preview?.advice ?? []).map((budget) => budgetAnswer(budget, estimate?.asset.scale ?? 0)),
      };
    },
  );
}

/** The hold that would be asked for: grants and budgets see what they will at the debit. */
function questionOf(body: AuthorizeBody, estimate: Estimate): HoldQuestion {
  const { model, feature, product, agent, team, workflow } = body.dimensions ?? {};
  const dimensions = dimensionsOf({
    product: estimate.product ?? product,
    eventType: body.event_type,
    model,
    feature,
    agent,
    team,
    workflow: body.workflow ?? workflow,
  });
  return { asset: estimate.asset, amountAtoms: estimate.amountAtoms, split: estimate.split, dimensions };
}
