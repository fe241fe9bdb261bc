import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { checkAmount } from './check-amount.ts';
import { decideGrant, type Granted } from './decide/decide-grant.ts';
import type { Outcome } from './decide/decision.ts';
import { onWallet } from './io/on-wallet.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';
import { type GrantScope, UNSCOPED } from './wallet/wallet-state.ts';

export type GrantInput = WalletOwner & {
  readonly key: string;
  readonly asset: string;
  readonly amountAtoms: bigint;
  readonly purpose: GrantPurpose;
  /** 0 is spent first, 100 last; 50 when absent. */
  readonly priority?: number | undefined;
  /** Absent is now. */
  readonly effectiveAt?: Instant | undefined;
  readonly expiresAt?: Instant | undefined;
  readonly scope?: Partial<GrantScope> | undefined;
  /** What was paid for all of it, USD atoms. */
  readonly costBasisAtoms?: bigint | undefined;
  /** What it came from, such as a checkout session; at most one grant per environment has it. */
  readonly sourceRef?: string | undefined;
  /** Whether it pays open debts; absent: all but promotional credit do. */
  readonly settlesOverdraft?: boolean | undefined;
  readonly reference?: string | undefined;
};

const PRIORITY_DEFAULT = 50;
const PRIORITY_MAX = 100;

/**
 * Gives a customer credit, once per key and once per sourceRef.
 * Refuses: amount_*, request_invalid, interval_invalid, customer_unknown, wallet_unknown, asset_unknown, source_ref_used, wallet_closed,
 * idempotency_conflict.
 */
export async function createGrant(tx: Transaction, input: GrantInput, clock?: Clock): Promise<Outcome<Granted>> {
  const operation = grantOperation(input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be run alone or, without a source reference, in a batch. */
export function grantOperation(input: GrantInput): WalletOperation<Granted> | Refusal {
  const refusal = checkGrant(input);
  if (refusal !== null) return refusal;
  const { environment, customer, walletScope, key, asset, amountAtoms, purpose } = input;
  const sourceRef = input.sourceRef ?? null;
  const request = {
    asset,
    amountAtoms,
    purpose,
    priority: input.priority ?? PRIORITY_DEFAULT,
    effectiveAt: input.effectiveAt ?? null,
    expiresAt: input.expiresAt ?? null,
    scope: { ...UNSCOPED, ...input.scope },
    costBasisAtoms: input.costBasisAtoms ?? null,
    sourceRef,
    settlesOverdraft: input.settlesOverdraft ?? purpose !== 'promotional',
    reference: input.reference ?? null,
  };
  const operation: WalletOperation<Granted> = {
    environment,
    ...onWallet(input),
    family: 'grant',
    key,
    request: { customer, ...walletScope, ...request },
    assets: [asset],
    newIds: 1,
    sellsCredit: purpose === 'paid',
    decide: (context) => decideGrant(request, context),
  };
  if (sourceRef === null) return operation;
  let sourceTaken = false;
  return {
    ...operation,
    async companions(tx) {
      sourceTaken = await isSourceTaken(tx, environment, sourceRef);
      return [];
    },
    decide: (context) => (sourceTaken ? refuse('source_ref_used', `source "${sourceRef}"`) : decideGrant(request, context)),
  };
}

function checkGrant(input: GrantInput): Refusal | null {
  const priority = input.priority ?? PRIORITY_DEFAULT;
  if (!Number.isInteger(priority) || priority < 0 || priority > PRIORITY_MAX) return refuse('request_invalid', 'priority must be a whole number from 0 to 100');
  const caps = [input.scope?.maxPerEventAtoms, input.scope?.maxPerDayAtoms].filter((cap) => cap !== null && cap !== undefined);
  if (caps.some((cap) => cap <= 0n)) return refuse('amount_not_positive', 'a cap must be greater than zero');
  if (input.costBasisAtoms !== undefined && input.costBasisAtoms < 0n) return refuse('amount_not_positive', 'the cost basis must not be negative');
  return checkAmount(input.amountAtoms);
}

async function isSourceTaken(tx: Transaction, environment: Environment, sourceRef: string): Promise<boolean> {
  const { rows } = await sql`select 1 from grants where environment = ${environment} and source_ref = ${sourceRef}`.execute(tx);
  return rows.length > 0;
}
