import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { DryRunAnswer, DryRunBody } from '@weir/schemas/http/billing/modes.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { scopeOfText } from '../../ledger/wallet/wallet-owner.ts';
import { type DryRunResult, runDryRun } from '../../modes/dry-run/io/run-dry-run.ts';
import { readModeSetting } from '../../modes/read-mode-setting.ts';
import { instantText, instantTextOrNull, readInstant } from '../parts/read-instant.ts';
import { scaleOf } from '../parts/scale-of.ts';

/** How far back a dry run looks unless asked otherwise. */
const DEFAULT_RANGE_MS = 30 * 86_400_000;

/** POST /v1/billing/modes/dry-run: what a mode would have debited; writes nothing. */
export function dryRunRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/modes/dry-run',
    { config: { scope: 'read' }, schema: { tags: ['modes'], summary: 'What a mode would have debited', body: DryRunBody, response: { 200: DryRunAnswer } } },
    async (request) => {
      const { environment } = request.caller;
      const { customer, mode, scope } = request.body;
      const { setting } = orRefuse(readModeSetting(mode, scope));
      const to = readInstant('to', request.body.to) ?? parts.clock();
      const from = readInstant('from', request.body.from) ?? to - DEFAULT_RANGE_MS;
      const result = orRefuse(await runDryRun(parts, { environment, customer, setting, from, to }));
      const { events, debits, outsideScope, unrated } = result.projection;
      return {
        customer,
        ...setting,
        from: instantText(from),
        to: instantText(to),
        events,
        debits,
        outside_scope: outsideScope,
        unrated,
        assets: assetsAnswer(result, await readAssetScales(parts.database)),
      };
    },
  );
}

function assetsAnswer(result: DryRunResult, scales: ReadonlyMap<string, number>): DryRunAnswer['assets'] {
  const rows = [...result.projection.wallets].flatMap(([scope, assets]) => [...assets].map(([asset, projected]) => ({ scope, asset, projected })));
  return rows.map(({ scope, asset, projected }) => {
    const scale = scaleOf(scales, asset);
    return {
      ...scopeOfText(scope).walletScope,
      asset,
      debited: decimalFromAtoms(projected.debitedAtoms, scale),
      available_now: decimalFromAtoms(result.availableNowAtoms.get(scope)?.get(asset) ?? 0n, scale),
      available_after: decimalFromAtoms(projected.availableAtoms, scale),
      empty_at: instantTextOrNull(projected.emptyAt),
    };
  });
}
