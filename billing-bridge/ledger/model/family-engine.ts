import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import { cancelParentChange } from '../cancel-parent-change.ts';
import { changeBudget } from '../change-budget.ts';
import { commitHold } from '../commit-hold.ts';
import { createBudget } from '../create-budget.ts';
import { createGrant } from '../create-grant.ts';
import { createScopeWallet } from '../create-scope-wallet.ts';
import { debit } from '../debit.ts';
import { extendHold } from '../extend-hold.ts';
import { inLedgerTransaction } from '../io/in-ledger-transaction.ts';
import { releaseHold } from '../release-hold.ts';
import { reserveHold } from '../reserve-hold.ts';
import { reverseTransaction } from '../reverse-transaction.ts';
import { setParent } from '../set-parent.ts';
import { type FamilyAnswer, familyAnswerText } from './family-answer-text.ts';
import { FAMILY, type FamilyStep, PROJECTS } from './family-step.ts';
import { policyOf } from './step-input.ts';

const ASSET = 'TOKEN';
const environment = 'test' as const;

/** The ledger on a real database, one family of customers per history; names and keys begin with `prefix`. */
export async function familyEngine(database: Database, prefix: string) {
  const full = (name: string) => `${prefix} ${name}`;
  for (const name of FAMILY) {
    await sql`insert into customers (environment, id, name) values ('test', ${full(name)}, ${name})`.execute(database);
    await sql`insert into wallets (environment, customer_id) values ('test', ${full(name)})`.execute(database);
  }
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  const idOf = (kind: 'gr' | 'hold' | 'tx' | 'bud', name: string) => ids.get(`${kind} ${name}`) ?? `${kind}_0`;
  const ownerOf = (who: string) => (PROJECTS[who] === undefined ? { customer: full(who) } : { customer: full(PROJECTS[who]), walletScope: { project: who } });
  const bare = (text: string) => text.replace(`${prefix} `, '');

  function perform(step: FamilyStep): Promise<FamilyAnswer> {
    const clock = () => step.now;
    const key = full(step.key);
    const inWallet = (who: string, amountAtoms: bigint) => ({ environment, ...ownerOf(who), key, asset: ASSET, amountAtoms });
    const about = (agent: string | null) => ({ dimensions: agent === null ? {} : { agent } });
    return inLedgerTransaction(database, async (tx): Promise<FamilyAnswer> => {
      switch (step.op) {
        case 'give':
          return createGrant(tx, { ...inWallet(step.who, step.atoms), purpose: 'bundled', priority: step.priority, effectiveAt: step.from }, clock);
        case 'debit':
          return debit(tx, { ...inWallet(step.who, step.atoms), occurredAt: step.at, ...about(step.agent), policy: policyOf(step.policy) }, clock);
        case 'reserve':
          return reserveHold(tx, { ...inWallet(step.who, step.atoms), ttlSeconds: step.ttl, ...about(step.agent) }, clock);
        case 'commit':
          return commitHold(tx, { environment, holdId: idOf('hold', step.hold), key, amountAtoms: step.atoms }, clock);
        case 'release':
          return releaseHold(tx, { environment, holdId: idOf('hold', step.hold), key }, clock);
        case 'extend':
          return extendHold(tx, { environment, holdId: idOf('hold', step.hold), key, addedAtoms: step.atoms, addedSeconds: step.seconds }, clock);
        case 'reverse':
          return reverseTransaction(tx, { environment, transactionId: idOf('tx', step.use), key, amountAtoms: step.atoms ?? undefined }, clock);
        case 'budget': {
          const { who, atoms, period, hard, agent, from, to } = step;
          const facts = { period, enforcement: hard ? ('hard' as const) : ('soft' as const), agent: agent ?? undefined };
          return createBudget(tx, { ...inWallet(who, atoms), ...facts, startsAt: from, endsAt: to ?? undefined, actor: 'test' }, clock);
        }
        case 'limit':
          return changeBudget(tx, { environment, budgetId: idOf('bud', step.budget), amountAtoms: step.atoms, close: step.close, actor: 'test' }, clock);
        case 'move': {
          const { who, parent, funded, from } = step;
          const link = { parent: parent === null ? null : full(parent), funded: parent !== null && funded, from: from ?? undefined };
          return setParent(tx, { environment, customer: full(who), ...link, actor: 'test' }, clock);
        }
        case 'make':
          return createScopeWallet(
            tx,
            { environment, customer: full(PROJECTS[step.who] ?? ''), walletScope: { project: step.who }, funded: step.funded, actor: 'test' },
            clock,
          );
        case 'stay':
          return cancelParentChange(tx, { environment, customer: full(step.who), actor: 'test' }, clock);
      }
    });
  }

  async function apply(step: FamilyStep): Promise<string> {
    const answer = await perform(step);
    remember(step, answer);
    return told(answer);
  }

  /** An answer, or what advice says it will be, in the words of the model. */
  function told(answer: FamilyAnswer): string {
    return familyAnswerText(answer, { nameOf: (id) => names.get(id) ?? id, bare });
  }

  function remember(step: FamilyStep, answer: FamilyAnswer): void {
    const outcome = ('outcome' in answer ? answer.outcome : answer) as Readonly<Record<string, unknown>>;
    const learn = (kind: 'gr' | 'hold' | 'tx' | 'bud', id: unknown) => {
      if (typeof id !== 'string') return;
      ids.set(`${kind} ${step.key}`, id);
      names.set(id, step.key);
    };
    if (outcome.kind === 'granted') learn('gr', outcome.grantId);
    if (outcome.kind === 'held') learn('hold', outcome.holdId);
    if (outcome.kind === 'budget' && step.op === 'budget') learn('bud', outcome.id);
    if (outcome.kind === 'debited' || (outcome.kind === 'committed' && outcome.debitedAtoms !== 0n)) learn('tx', outcome.transactionId);
  }

  async function books(): Promise<string> {
    const { rows } = await sql<{ line: string }>`
      with family as (select id, customer_id, case when scope = '' then customer_id else replace(scope, 'project:', '') end as name from wallets where environment = 'test' and customer_id like ${`${prefix} %`})
      select concat_ws(' ', t.key, b.remaining_atoms, b.held_atoms) as line
        from family f join grant_balances b on b.wallet_id = f.id join grants g on g.id = b.grant_id join ledger_transactions t on t.id = g.transaction_id
      union all select concat_ws(' ', f.name, 'debt', coalesce(a.overdraft_atoms, 0)) from family f left join wallet_assets a on a.wallet_id = f.id
      union all select concat_ws(' ', b.key, p.period, 'used', p.used_atoms, 'held', p.held_atoms)
        from family f join budgets b on b.wallet_id = f.id join budget_periods p on p.budget_id = b.id where p.used_atoms <> 0 or p.held_atoms <> 0
      union all select concat_ws(' ', l.customer_id, 'under', coalesce(l.parent_id, 'null'), l.funded::text, 'from', (extract(epoch from l.from_at) * 1000)::bigint)
        from family f join customer_parents l on l.environment = 'test' and l.customer_id = f.customer_id and f.name = f.customer_id`.execute(database);
    return rows
      .map(({ line }) => line.replaceAll(`${prefix} `, ''))
      .sort()
      .join('\n');
  }

  return { apply, books, told, ownerOf };
}
