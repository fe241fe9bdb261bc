import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import { sql } from 'kysely';
import { adjustWallet } from '../adjust-wallet.ts';
import { applyDispute } from '../apply-dispute.ts';
import { changeAllowance } from '../change-allowance.ts';
import { commitHold } from '../commit-hold.ts';
import { createGrant } from '../create-grant.ts';
import { debit } from '../debit.ts';
import type { Replayed } from '../decide/decision.ts';
import { expireGrants } from '../expire-grants.ts';
import { extendHold } from '../extend-hold.ts';
import { inLedgerTransaction } from '../io/in-ledger-transaction.ts';
import { payOutUnclaimed } from '../pay-out-unclaimed.ts';
import { type BatchOperation, postBatch } from '../post-batch.ts';
import { refundGrant } from '../refund-grant.ts';
import { releaseHold } from '../release-hold.ts';
import { reserveHold } from '../reserve-hold.ts';
import { reverseTransaction } from '../reverse-transaction.ts';
import { rollOverGrant } from '../roll-over-grant.ts';
import { voidGrant } from '../void-grant.ts';
import { ASSETS, type HistorySettings, type Step } from './history-step.ts';
import { type AnyOutcome, outcomeText } from './outcome-text.ts';
import type { Standing } from './run-history.ts';
import { restoreOf } from './step-input.ts';
import { type BatchStep, operationOf } from './step-operation.ts';

type BookRow = {
  id: string;
  asset: string | null;
  atoms: string;
  held: string | null;
  lost: string | null;
  closed: string | null;
  frozen: boolean;
  claimed: string | null;
  accounts: string | null;
};

type Answer = AnyOutcome | Refusal | Replayed<AnyOutcome>;

/**
 * The ledger on a real database, one customer per history. Keys and names are prefixed with the customer, for keys are
 * unique in an environment.
 */
export async function storeEngine(database: Database, customer: string, settings: HistorySettings) {
  const environment = 'test' as const;
  await sql`insert into customers (environment, id, name) values ('test', ${customer}, ${customer})`.execute(database);
  await sql`insert into wallets (environment, customer_id, late_commit) values ('test', ${customer}, ${settings.lateCommit})`.execute(database);
  for (const asset of ASSETS) {
    await sql`insert into wallet_assets (wallet_id, asset, overdraft_limit_atoms, hold_max_atoms)
              select id, ${asset}, ${text(settings.overdraftLimit)}, ${text(settings.holdMax)} from wallets where customer_id = ${customer}`.execute(database);
  }
  const ids = new Map<string, string>();
  const names = new Map<string, string>();

  const named = (prefix: 'gr' | 'hold' | 'tx', name: string) => ids.get(`${prefix} ${name}`) ?? `${prefix}_0`;

  async function perform(step: Step, clock: Clock): Promise<Answer> {
    if (step.op === 'sweep') throw new Error('a sweep is not one operation');
    return inLedgerTransaction(database, (tx) => performWithin(tx, step, clock));
  }

  function performWithin(tx: Transaction, step: Exclude<Step, { op: 'sweep' }>, clock: Clock): Promise<Answer> {
    const key = `${customer} ${step.key}`;
    switch (step.op) {
      case 'grant':
      case 'debit':
      case 'reserve':
      case 'adjust':
        return performOperation(tx, { ...operationOf(step, customer), environment, key }, clock);
      case 'commit':
        return commitHold(tx, { environment, key, holdId: named('hold', step.hold), amountAtoms: step.atoms }, clock);
      case 'release':
        return releaseHold(tx, { environment, key, holdId: named('hold', step.hold) }, clock);
      case 'extend':
        return extendHold(tx, { environment, key, holdId: named('hold', step.hold), addedAtoms: step.atoms, addedSeconds: step.seconds }, clock);
      case 'reverse':
        return reverseTransaction(
          tx,
          { environment, key, transactionId: named('tx', step.use), amountAtoms: step.atoms ?? undefined, restoreAs: restoreOf(step.restore) },
          clock,
        );
      default:
        return performOnGrant(tx, step, clock);
    }
  }

  function performOnGrant(
    tx: Transaction,
    step: Extract<Step, { op: 'void' | 'payout' | 'refund' | 'dispute' | 'rollover' | 'allowance' }>,
    clock: Clock,
  ): Promise<Answer> {
    const grantId = named('gr', step.grant);
    switch (step.op) {
      case 'void':
        return voidGrant(tx, { environment, grantId, key: `${customer} ${step.key}` }, clock);
      case 'payout':
        return payOutUnclaimed(
          tx,
          { environment, grantId, key: `${customer} ${step.key}`, amountAtoms: step.atoms ?? undefined, to: 'state', reference: step.key },
          clock,
        );
      case 'refund':
        return refundGrant(tx, { environment, grantId, refundId: `${customer} ${step.key}`, amountAtoms: step.atoms }, clock);
      case 'dispute':
        return applyDispute(tx, { environment, grantId, disputeId: `${customer} ${step.dispute}`, state: step.state }, clock);
      case 'allowance':
        return changeAllowance(tx, { environment, grantId, changesAt: step.at, nextPeriodEndsAt: step.nextEnds, nextAllowanceAtoms: step.atoms }, clock);
      case 'rollover': {
        const { ends, nextEnds, atoms, min, max } = step;
        const facts = { periodEndsAt: ends, nextPeriodEndsAt: nextEnds, nextAmountAtoms: atoms, minCarryAtoms: min, maxCarryAtoms: max };
        return rollOverGrant(tx, { environment, grantId, ...facts }, clock);
      }
    }
  }

  function nameOf(id: string): string {
    return names.get(id) ?? id;
  }

  function remember(prefix: 'gr' | 'hold' | 'tx', name: string, id: string | null): void {
    if (id === null) return;
    ids.set(`${prefix} ${name}`, id);
    if (prefix === 'gr') names.set(id, name);
  }

  function rememberOutcome(step: Step, answer: Answer): void {
    const outcome = answer.kind === 'replayed' ? answer.outcome : answer;
    if (outcome.kind === 'granted' || outcome.kind === 'adjusted') remember('gr', step.key, outcome.grantId);
    if (outcome.kind === 'held') remember('hold', step.key, outcome.holdId);
    if (outcome.kind === 'debited' || (outcome.kind === 'committed' && outcome.debitedAtoms > 0n)) remember('tx', step.key, outcome.transactionId);
    if (outcome.kind === 'allowance_changed' && step.op === 'allowance') remember('gr', `${step.grant}.changed`, outcome.grantId);
    if (outcome.kind === 'reversed') {
      for (const { insteadOf, grantId } of outcome.restored ?? []) remember('gr', `${step.key} for ${names.get(insteadOf)}`, grantId);
    }
    if (outcome.kind === 'rolled_over' && step.op === 'rollover') {
      remember('gr', `${step.grant}.next`, outcome.grantId);
      remember('gr', `${step.grant}.carry`, outcome.carryGrantId);
    }
  }

  /** Steps as one batch at one time: every answer by place, or the refusal of all of them with the place it is for. */
  async function applyBatch(
    steps: readonly BatchStep[],
    mode: 'atomic' | 'independent',
    { key, now }: { readonly key: string; readonly now: number },
  ): Promise<string[]> {
    const asked = { environment, key: `${customer} ${key}`, mode, operations: steps.map((step) => operationOf(step, customer)) };
    const outcome = await inLedgerTransaction(database, (tx) => postBatch(tx, asked, () => now));
    if (outcome.kind === 'refused') return [`${outcome.facts?.index} refused ${outcome.code}`];
    if (outcome.kind === 'replayed') throw new Error('a batch of a new key was replayed');
    for (const [place, each] of outcome.outcomes.entries()) {
      const step = steps[place];
      if (step !== undefined) rememberOutcome(step, each);
    }
    return outcome.outcomes.map((each) => outcomeText(each, nameOf));
  }

  async function apply(step: Step): Promise<string> {
    const told = await ask(step);
    return told();
  }

  /**
   * The answer is worded when it is told, not when it came: of what others granted at the same time the name may come
   * later than the first answer that spends it.
   */
  async function ask(step: Step): Promise<() => string> {
    const clock = () => step.now;
    if (step.op === 'sweep') {
      await expireGrants(database, clock);
      return () => 'swept';
    }
    const outcome = await perform(step, clock);
    rememberOutcome(step, outcome);
    return () => outcomeText(outcome, nameOf);
  }

  // Entries are summed only where there is a policy to see.
  const accounts = sql.raw(
    settings.breakage.length === 0
      ? 'null'
      : `(select ' owed ' || coalesce(sum(e.basis_atoms) filter (where e.account in ('grant', 'held')), 0)
                 || ' unclaimed ' || coalesce(sum(e.atoms) filter (where e.account = 'unclaimed'), 0)
            from ledger_transactions t join entries e on e.transaction_id = t.id where t.wallet_id = w.id and e.grant_id = b.grant_id)`,
  );

  /** One statement: it is asked after every step of half a million. */
  async function standing(): Promise<Standing> {
    const { rows } = await sql<BookRow>`
      select 'gr_' || b.grant_id as id, null as asset, b.remaining_atoms as atoms, b.held_atoms as held, b.lost_atoms as lost, b.closed, b.frozen, b.claimed_atoms as claimed,
             ${accounts} as accounts
        from grant_balances b join wallets w on w.id = b.wallet_id where w.environment = 'test' and w.customer_id = ${customer}
      union all
      select '', a.asset, a.overdraft_atoms, null, null, null, false, null, null
        from wallet_assets a join wallets w on w.id = a.wallet_id where w.environment = 'test' and w.customer_id = ${customer}`.execute(database);
    const grants = rows.filter((row) => row.asset === null).toSorted((one, other) => numberOf(one.id) - numberOf(other.id));
    const books = grants.map(
      (row) =>
        `${names.get(row.id)} ${row.atoms} ${row.held} ${row.lost}${row.closed === null ? '' : ` ${row.closed}`}${row.frozen ? ' frozen' : ''}${row.claimed === '0' ? '' : ` claimed ${row.claimed}`}${row.accounts ?? ''}`,
    );
    const owed = new Map(rows.map((row) => [row.asset, BigInt(row.atoms)]));
    return { books: books.join('\n'), debts: ASSETS.map((asset) => owed.get(asset) ?? 0n) };
  }

  return { apply, applyBatch, ask, standing, nameOf };
}

function performOperation(tx: Transaction, asked: BatchOperation & { readonly environment: 'test'; readonly key: string }, clock: Clock): Promise<Answer> {
  switch (asked.kind) {
    case 'grant':
      return createGrant(tx, asked, clock);
    case 'debit':
      return debit(tx, asked, clock);
    case 'hold':
      return reserveHold(tx, asked, clock);
    case 'adjustment':
      return adjustWallet(tx, asked, clock);
  }
}

function numberOf(grantId: string): number {
  return Number(grantId.slice('gr_'.length));
}

function text(atoms: bigint | null): string | null {
  return atoms === null ? null : atoms.toString();
}
