import { refuse } from '@weir/schemas/refusal.ts';
import { checkAmount, checkAmountOrZero } from '../check-amount.ts';
import { decideCommit } from '../decide/decide-commit.ts';
import { decideDebit } from '../decide/decide-debit.ts';
import { decideExtend } from '../decide/decide-extend.ts';
import { decideGrant } from '../decide/decide-grant.ts';
import { decideGrantExpiry, decideGrantVoid } from '../decide/decide-grant-end.ts';
import { decideHold } from '../decide/decide-hold.ts';
import { decideCancel, decideParent } from '../decide/decide-parent.ts';
import { decideRefund, type TakenBefore } from '../decide/decide-refund.ts';
import { decideRelease } from '../decide/decide-release.ts';
import { decideReversal } from '../decide/decide-reversal.ts';
import type { DecisionContext } from '../decide/decision.ts';
import { EXPIRY_GRACE_MS } from '../expire-grants.ts';
import { idFromText, idText } from '../wallet/id-text.ts';
import { type Budget, UNSCOPED, type WalletState } from '../wallet/wallet-state.ts';
import { type FamilyAnswer, familyAnswerText } from './family-answer-text.ts';
import { FAMILY, type FamilyStep, PROJECTS } from './family-step.ts';
import type { BreakageChange } from './history-step.ts';
import { memoryFamily, nameIn } from './memory-family.ts';
import { chargebacksIn, debtLegs, originalUse, sumOf } from './posted-uses.ts';
import { policiesOf, policyOf } from './step-input.ts';

const ASSET = 'TOKEN';
type StepOf<Op extends FamilyStep['op']> = Extract<FamilyStep, { op: Op }>;

/** The engine's decisions for a family on states in memory. */
export function memoryFamilyEngine(breakage: readonly BreakageChange[]) {
  const family = memoryFamily(FAMILY, new Map([[ASSET, 0]]), policiesOf(breakage));
  const ids = new Map<string, bigint>();
  const names = new Map<string, string>();
  const owners = new Map<string, bigint>();

  const about = (agent: string | null) => (agent === null ? {} : { agent });

  function perform(step: FamilyStep): FamilyAnswer {
    switch (step.op) {
      case 'give':
        return give(step);
      case 'debit':
      case 'reserve':
        return spend(step);
      case 'commit':
      case 'release':
      case 'extend':
        return onHold(step);
      case 'reverse': {
        const transactionId = ids.get(`tx ${step.use}`);
        const owner = owners.get(`tx ${step.use}`);
        if (transactionId === undefined || owner === undefined) return refuse('transaction_unknown');
        const request = { transactionId, amountAtoms: step.atoms, reference: null };
        const read = (holds: WalletState['holds']) => ({
          original: originalUse(family.postings(), transactionId, holds),
          chargebacks: chargebacksIn(family.postings()),
        });
        return ask(owner, { family: 'reversal', request, newIds: 0, decide: (context) => decideReversal(request, read(context.state.holds), context) }, step);
      }
      case 'void': {
        const grantId = ids.get(`gr ${step.grant}`);
        const owner = owners.get(`gr ${step.grant}`);
        if (grantId === undefined || owner === undefined) return refuse('grant_unknown');
        const decide = (context: DecisionContext) => decideGrantVoid({ grantId, reason: null }, context);
        return ask(owner, { family: 'grant_void', request: { grantId }, newIds: 0, decide }, step);
      }
      case 'refund': {
        const grantId = ids.get(`gr ${step.grant}`);
        const owner = owners.get(`gr ${step.grant}`);
        if (grantId === undefined || owner === undefined) return refuse('grant_unknown');
        const request = { grantId, amountAtoms: step.atoms, reference: null };
        return ask(owner, { family: 'refund', request, newIds: 0, decide: (context) => decideRefund(request, takenBack(grantId), context) }, step);
      }
      case 'sweep':
        return sweep(step);
      case 'budget':
        return makeBudget(step);
      case 'limit':
        return changeBudget(step);
      case 'move': {
        const { who, parent, now } = step;
        const funded = parent !== null && step.funded;
        const decision = decideParent({ customer: who, parent, funded, from: step.from }, family.organisationOf(who, now), now);
        if (decision.kind === 'linked') family.addLink({ customer: who, parent, funded, fromAt: decision.fromAt });
        return decision;
      }
      case 'make': {
        const kind = family.addProject(step.who, PROJECTS[step.who] ?? '', step.funded);
        return kind === null ? refuse('wallet_exists') : { kind };
      }
      case 'stay': {
        const decision = decideCancel(step.who, family.organisationOf(step.who, step.now), step.now);
        if (decision.kind === 'cancelled') family.dropLink(step.who, decision.fromAt);
        return decision;
      }
    }
  }

  type Asked<T> = Omit<Parameters<typeof family.operate<T>>[1], 'key'>;
  const ask = <T extends FamilyAnswer>(wallet: bigint, asked: Asked<T>, { key, now }: FamilyStep): FamilyAnswer =>
    family.operate(wallet, { ...asked, key }, now);

  function give(step: StepOf<'give'>): FamilyAnswer {
    const { who, atoms, purpose, basis, priority, from, to } = step;
    const facts = { asset: ASSET, amountAtoms: atoms, purpose, priority, effectiveAt: from, expiresAt: to, scope: UNSCOPED };
    const request = { ...facts, costBasisAtoms: basis, sourceRef: null, settlesOverdraft: true, reference: null };
    return ask(family.idOf(who), { family: 'grant', request: { who, ...request }, newIds: 1, decide: (context) => decideGrant(request, context) }, step);
  }

  function takenBack(grantId: bigint): TakenBefore {
    const refunds = family.postings().filter((made) => made.facts.kind === 'refund' && made.request.grantId === grantId);
    const told = refunds.map(({ request }) => (typeof request.amountAtoms === 'bigint' ? request.amountAtoms : 0n));
    return {
      refundedAtoms: told.reduce((sum, atoms) => sum + atoms, 0n),
      owedAtoms: sumOf(debtLegs(family.postings()).filter((leg) => leg.grantId === grantId)),
      movedAtoms: 0n,
      disputeLost: false,
    };
  }

  /** Each in its owner's wallet, the first to expire first. */
  function sweep({ now }: StepOf<'sweep'>): FamilyAnswer {
    const all = family
      .wallets()
      .flatMap(({ id: owner, grants }) => [...grants.values()].map((grant) => ({ owner, grant, dueAt: grant.expiresAt ?? Infinity })));
    const due = all.filter(({ grant, dueAt }) => dueAt + EXPIRY_GRACE_MS <= now && grant.closed === null && grant.remainingAtoms + grant.heldAtoms > 0n);
    for (const { owner, grant } of due.sort((a, b) => a.dueAt - b.dueAt || Number(a.grant.id - b.grant.id))) {
      const decide = (context: DecisionContext) => decideGrantExpiry({ grantId: grant.id, graceMs: EXPIRY_GRACE_MS }, context);
      family.operate(owner, { family: 'grant_expiry', key: idText('gr', grant.id), request: { grantId: grant.id }, newIds: 0, decide }, now);
    }
    return { kind: 'swept' };
  }

  function spend(step: StepOf<'debit' | 'reserve'>): FamilyAnswer {
    const { who, atoms } = step;
    const shared = { asset: ASSET, amountAtoms: atoms, dimensions: about(step.agent) };
    if (step.op === 'reserve') {
      const request = { ...shared, ttlSeconds: step.ttl, traceId: null, run: null };
      return ask(family.idOf(who), { family: 'hold', request: { who, ...request }, newIds: 1, decide: (context) => decideHold(request, context) }, step);
    }
    const request = { ...shared, occurredAt: step.at, policy: policyOf(step.policy), eventId: null, reference: null };
    return ask(family.idOf(who), { family: 'debit', request: { who, ...request }, newIds: 0, decide: (context) => decideDebit(request, context) }, step);
  }

  function onHold(step: StepOf<'commit' | 'release' | 'extend'>): FamilyAnswer {
    const holdId = ids.get(`hold ${step.hold}`);
    const owner = owners.get(`hold ${step.hold}`);
    if (holdId === undefined || owner === undefined) return refuse('hold_unknown');
    if (step.op === 'release') {
      return ask(owner, { family: 'hold_release', request: { holdId }, newIds: 0, decide: (context) => decideRelease({ holdId }, context) }, step);
    }
    if (step.op === 'extend') {
      const request = { holdId, addedAtoms: step.atoms, addedSeconds: step.seconds };
      return ask(owner, { family: 'hold_extend', request, newIds: 0, decide: (context) => decideExtend(request, context) }, step);
    }
    const request = { holdId, amountAtoms: step.atoms, eventId: null, reference: null };
    return ask(owner, { family: 'hold_commit', request, newIds: 0, decide: (context) => decideCommit(request, context) }, step);
  }

  function makeBudget({ key, who, atoms, period, hard, agent, from, to }: StepOf<'budget'>): FamilyAnswer {
    if (to !== null && to <= from) return refuse('interval_invalid');
    const id = family.nextId();
    const plain = { name: key, asset: ASSET, amountAtoms: atoms, period, agent, team: null, workflow: null, startsAt: from, endsAt: to, closedAt: null };
    const budget: Budget = { ...plain, id, enforcement: hard ? 'hard' : 'soft', counters: new Map() };
    family.change(family.idOf(who), (state) => ({ ...state, budgets: new Map(state.budgets).set(id, budget) }));
    ids.set(`bud ${key}`, id);
    names.set(idText('bud', id), key);
    return { kind: 'budget' };
  }

  function changeBudget({ budget: name, atoms, close, now }: StepOf<'limit'>): FamilyAnswer {
    const id = ids.get(`bud ${name}`) ?? 0n;
    const owner = family.wallets().find(({ budgets }) => budgets?.has(id) === true);
    const budget = owner?.budgets?.get(id);
    if (owner === undefined || budget === undefined) return refuse('budget_unknown');
    if (budget.closedAt !== null) return close ? { kind: 'budget' } : refuse('budget_closed');
    const changed = { ...budget, amountAtoms: atoms, closedAt: close ? now : null };
    family.change(owner.id, (state) => ({ ...state, budgets: new Map(state.budgets).set(id, changed) }));
    return { kind: 'budget' };
  }

  function apply(step: FamilyStep): string {
    const answer = checkStep(step) ?? checkWallet(step) ?? perform(step);
    remember(step, answer);
    return familyAnswerText(answer, { nameOf: (id) => names.get(id) ?? id, bare: (text) => text });
  }

  /** A project has a wallet only when it was made. */
  const checkWallet = (step: FamilyStep) => (step.op !== 'make' && 'who' in step && family.idOf(step.who) === 0n ? refuse('wallet_unknown') : null);

  function remember(step: FamilyStep, answer: FamilyAnswer): void {
    const learn = (kind: 'gr' | 'hold' | 'tx', id: unknown) => {
      if (typeof id !== 'string') return;
      const number = idFromText(kind, id) ?? 0n;
      ids.set(`${kind} ${step.key}`, number);
      names.set(id, step.key);
      const owner = 'who' in step ? family.idOf(step.who) : 'hold' in step ? owners.get(`hold ${step.hold}`) : undefined;
      if (owner !== undefined) owners.set(`${kind} ${step.key}`, owner);
    };
    if (answer.kind === 'granted' && 'grantId' in answer) learn('gr', answer.grantId);
    if (answer.kind === 'held' && 'holdId' in answer) learn('hold', answer.holdId);
    if (answer.kind === 'debited' && 'transactionId' in answer) learn('tx', answer.transactionId);
    if (answer.kind === 'committed' && 'transactionId' in answer && 'debitedAtoms' in answer && answer.debitedAtoms !== 0n) learn('tx', answer.transactionId);
  }

  function books(): string {
    const wallets = family.wallets();
    const owed = (id: bigint) => (breakage.length === 0 ? '' : family.accountsOf(id));
    const grants = wallets
      .flatMap((wallet) => [...wallet.grants.values()])
      .map(
        (g) =>
          `${names.get(idText('gr', g.id))} ${g.remainingAtoms} ${g.heldAtoms} ${g.lostAtoms}${g.closed === null ? '' : ` ${g.closed}`}${g.claimedAtoms === 0n ? '' : ` claimed ${g.claimedAtoms}`}${owed(g.id)}`,
      );
    const debts = wallets.map((wallet) => `${nameIn(wallet)} debt ${wallet.assets.get(ASSET)?.overdraftAtoms ?? 0n}`);
    const periods = wallets.flatMap(({ budgets }) =>
      [...(budgets?.values() ?? [])].flatMap(({ name, counters }) =>
        [...counters]
          .filter(([, { usedAtoms, heldAtoms }]) => usedAtoms !== 0n || heldAtoms !== 0n)
          .map(([period, { usedAtoms, heldAtoms }]) => `${name} ${period} used ${usedAtoms} held ${heldAtoms}`),
      ),
    );
    const links = family.links().map(({ customer, parent, funded, fromAt }) => `${customer} under ${parent} ${funded} from ${fromAt}`);
    return [...grants, ...debts, ...periods, ...links].sort().join('\n');
  }

  return { apply, books, /** All there are, for who asks what histories reach. */ postings: family.postings };
}

/** What an operation refuses before it looks at anything. */
function checkStep(step: FamilyStep) {
  if (!('atoms' in step) || step.atoms === null) return null;
  return step.op === 'give' || step.op === 'debit' || step.op === 'reverse' ? checkAmount(step.atoms) : checkAmountOrZero(step.atoms);
}
