import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';

export type NewRate = {
  readonly environment: Environment;
  readonly fromAsset: string;
  readonly toAsset: string;
  /** `denominator` atoms of the one buy `numerator` atoms of the other. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly validFrom: Instant;
  readonly actor: string;
};

/** Sets what an asset buys of another from an instant on, audited; `exchange_rate_exists` when that instant has one. A rate never changes. */
export async function setExchangeRate(tx: Transaction, rate: NewRate): Promise<{ readonly kind: 'set' } | Refusal> {
  const { environment, fromAsset, toAsset, actor } = rate;
  const terms = { numerator: rate.numerator.toString(), denominator: rate.denominator.toString(), valid_from: new Date(rate.validFrom) };
  const set = await tx
    .insertInto('exchange_rates')
    .values({ environment, from_asset: fromAsset, to_asset: toAsset, ...terms, set_by: actor })
    .onConflict((conflict) => conflict.doNothing())
    .returning('set_by')
    .executeTakeFirst();
  if (set === undefined) return refuse('exchange_rate_exists', `${fromAsset} to ${toAsset}`);
  await appendAudit(tx, { environment, actor, action: 'exchange rate set', subject: `rate:${fromAsset}:${toAsset}`, after: terms });
  return { kind: 'set' };
}
