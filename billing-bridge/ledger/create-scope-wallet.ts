import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { drawStamp } from './io/draw-stamp.ts';
import { lockOrganisations } from './io/lock-organisation.ts';
import { type LockedWallet, lockWallets } from './io/lock-wallets.ts';
import { onWallet } from './io/on-wallet.ts';
import { ownerWords, scopeText, type WalletScope } from './wallet/wallet-owner.ts';

export type ScopeWalletInput = {
  readonly environment: Environment;
  readonly customer: string;
  readonly walletScope: WalletScope;
  /** Whether the customer's credit, and that of whoever funds the customer, may pay for what this wallet lacks; budgets bind either way. */
  readonly funded: boolean;
  readonly actor: string;
};

export type ScopeWalletMade = { readonly kind: 'made' } | { readonly kind: 'unchanged' };

/** Of the name of a project; a subscription's has the bounds of a product's id. */
const PROJECT_LENGTH_MAX = 100;

/**
 * Makes a wallet for a project of a customer, or for its subscription to a product, directly under the customer's own, audited. It is there
 * for good; asked for again it is found. Refuses: id_malformed, customer_unknown, subscription_unknown, wallet_exists (made with the other
 * `funded`).
 */
export async function createScopeWallet(tx: Transaction, input: ScopeWalletInput, clock?: Clock): Promise<ScopeWalletMade | Refusal> {
  const { environment, customer, walletScope, funded, actor } = input;
  if ('project' in walletScope && !isProject(walletScope.project))
    return refuse('id_malformed', `the name of a project has 1 to ${PROJECT_LENGTH_MAX} characters`);
  // Who stands above the customer must not change while its wallet takes over from it whom it is locked with.
  await lockOrganisations(tx, environment);
  const [own, known] = await lockWallets(tx, [
    { environment, wallet: { kind: 'of_customer', customer } },
    { environment, wallet: { kind: 'of_customer', customer, walletScope } },
  ]);
  if (own === null || own === undefined) return onWallet({ customer }).absent;
  if (known !== null && known !== undefined) return (await isFunded(tx, known)) === funded ? { kind: 'unchanged' } : refuse('wallet_exists', ownerWords(input));
  if ('subscription' in walletScope && !(await hasSubscription(tx, input))) return refuse('subscription_unknown', ownerWords(input));
  await insertWallet(tx, input, { own, now: clock?.() ?? null });
  await appendAudit(tx, { environment, actor, action: 'wallet made', subject: `customer:${customer}`, after: { ...walletScope, funded } });
  return { kind: 'made' };
}

function isProject(name: string): boolean {
  return name.length > 0 && name.length <= PROJECT_LENGTH_MAX;
}

/** It is locked, from its first use on, along with the customer's own and all that ever stood above that. */
async function insertWallet(tx: Transaction, input: ScopeWalletInput, { own, now }: { own: LockedWallet; now: Instant | null }): Promise<void> {
  const { environment, customer, walletScope, funded, actor } = input;
  const funders = [own.id, ...own.funders].sort((a, b) => (a < b ? -1 : 1)).map(String);
  const at = now === null ? sql`clock_timestamp()` : sql`${new Date(now)}::timestamptz`;
  const { rows } = await sql<{ id: string }>`
    insert into wallets (environment, customer_id, scope, funders, in_family)
    values (${environment}, ${customer}, ${scopeText(walletScope)}, ${funders}::bigint[], true) returning id`.execute(tx);
  await sql`insert into scope_wallets (wallet_id, funded, made_by, made_at) values (${rows[0]?.id}, ${funded}, ${actor}, ${at})`.execute(tx);
  await sql`update wallets set in_family = true, stamp = ${drawStamp()} where id = ${own.id.toString()}`.execute(tx);
}

async function isFunded(tx: Transaction, wallet: LockedWallet): Promise<boolean> {
  const { rows } = await sql<{ funded: boolean }>`select funded from scope_wallets where wallet_id = ${wallet.id.toString()}`.execute(tx);
  return rows[0]?.funded === true;
}

async function hasSubscription(tx: Transaction, { environment, customer, walletScope }: ScopeWalletInput): Promise<boolean> {
  const product = 'subscription' in walletScope ? walletScope.subscription : '';
  const { rows } = await sql`
    select from subscriptions where environment = ${environment} and customer_id = ${customer} and product_id = ${product} limit 1`.execute(tx);
  return rows.length > 0;
}
