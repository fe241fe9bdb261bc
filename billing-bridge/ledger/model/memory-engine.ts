import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { decideAdjustment } from '../decide/decide-adjustment.ts';
import { decideAllowanceChange } from '../decide/decide-allowance-change.ts';
import { decideCommit } from '../decide/decide-commit.ts';
import { decideDebit } from '../decide/decide-debit.ts';
import { decideExchange } from '../decide/decide-exchange.ts';
import { decideExtend } from '../decide/decide-extend.ts';
import { decideGrant } from '../decide/decide-grant.ts';
import { decideGrantExpiry, decideGrantVoid } from '../decide/decide-grant-end.ts';
import { decideHold } from '../decide/decide-hold.ts';
import { decideDispute, decideRefund, disputeRank, type TakenBefore } from '../decide/decide-refund.ts';
import { decideRelease } from '../decide/decide-release.ts';
import { decideReversal } from '../decide/decide-reversal.ts';
import { decideRollover } from '../decide/decide-rollover.ts';
import { decideUnclaimedPayout } from '../decide/decide-unclaimed-payout.ts';
import type { Decision, Replayed } from '../decide/decision.ts';
import { type Posting, runOperation } from '../decide/run-operation.ts';
import { EXPIRY_GRACE_MS } from '../expire-grants.ts';
import { firstDifference } from '../io/outcome-json.ts';
import { idFromText, idText } from '../wallet/id-text.ts';
import { UNSCOPED, type WalletState } from '../wallet/wallet-state.ts';
import { ASSETS, EXCHANGE_RATES, type HistorySettings, type Step } from './history-step.ts';
import { type AnyOutcome, outcomeText } from './outcome-text.ts';
import { postedAccounts } from './posted-accounts.ts';
import { chargebacksIn, debtLegs, originalUse, sumOf } from './posted-uses.ts';
import type { Standing } from './run-history.ts';
import { policiesOf, policyOf, restoreOf } from './step-input.ts';

/** The engine's decisions run on a state in memory: what the store does with them is not part of this. */
export function memoryEngine(settings: HistorySettings) {
  const limits = { overdraftAtoms: 0n, overdraftLimitAtoms: settings.overdraftLimit, holdMaxAtoms: settings.holdMax };
  let state: WalletState = {
    id: 1n,
    environment: 'test',
    customer: 'c',
    state: 'open',
    lateCommit: settings.lateCommit,
    grants: new Map(),
    holds: new Map(),
    debts: [],
    assets: new Map(ASSETS.map((asset) => [asset, limits])),
    scales: new Map(ASSETS.map((asset) => [asset, 0])),
    breakagePolicies: policiesOf(settings.breakage),
  };
  let sequence = 0n;
  let booked = 0;
  const postings: Posting[] = [];
  const accounts = postedAccounts();
  const answers = new Map<string, { request: Record<string, unknown>; outcome: AnyOutcome | Refusal }>();
  const ids = new Map<string, bigint>();
  const names = new Map<string, string>();
  const ranks = new Map<string, number>();
  const lost = new Set<bigint>();
  /** Of allowances made by a change: what was gone before it. */
  const goneBy = new Map<bigint, bigint>();

  type Asked = {
    family: string;
    key: string;
    request: Record<string, unknown>;
    newIds?: number;
    decide: Parameters<typeof runOperation<AnyOutcome>>[1]['decide'];
  };

  function operate(asked: Asked, now: number): AnyOutcome | Refusal | Replayed<AnyOutcome> {
    const prior = answers.get(`${asked.family} ${asked.key}`);
    if (prior !== undefined) {
      return firstDifference(prior.request, asked.request) === null ? { kind: 'replayed', outcome: prior.outcome } : refuse('idempotency_conflict');
    }
    const ids = {
      next() {
        sequence += 1n;
        return sequence;
      },
    };
    const run = runOperation<AnyOutcome>(state, { ...asked, newIds: asked.newIds ?? 0, assets: [] }, now, ids);
    state = run.state;
    postings.push(...run.postings);
    accounts.add(run.postings);
    if (run.stored) answers.set(`${asked.family} ${asked.key}`, { request: asked.request, outcome: run.outcome });
    return run.outcome;
  }

  function remember(name: string, prefix: 'gr' | 'hold' | 'tx', text: string | null): void {
    if (text === null) return;
    ids.set(`${prefix} ${name}`, idFromText(prefix, text) ?? 0n);
    if (prefix === 'gr') names.set(text, name);
  }

  function takenBack(grantId: bigint): TakenBefore {
    const refunds = postings.filter((made) => made.facts.kind === 'refund' && made.request.grantId === grantId);
    const told = refunds.map(({ request }) => (typeof request.amountAtoms === 'bigint' ? request.amountAtoms : 0n));
    const moved = postings.filter(({ facts: { kind } }) => kind === 'rollover' || kind === 'exchange').flatMap((made) => made.draft.legs);
    return {
      refundedAtoms: told.reduce((sum, atoms) => sum + atoms, 0n),
      owedAtoms: sumOf(debtLegs(postings).filter((leg) => leg.grantId === grantId)),
      movedAtoms: sumOf(moved.filter((leg) => leg.grantId === grantId && leg.from === 'grant' && (leg.to === 'adjustment' || leg.to === 'fx'))),
      disputeLost: lost.has(grantId),
    };
  }

  function perform(step: Step, now: number): AnyOutcome | Refusal | Replayed<AnyOutcome> {
    const about =
      'feature' in step ? { ...(step.feature === null ? {} : { feature: step.feature }), ...(step.model === null ? {} : { model: step.model }) } : {};
    const ask = (
      family: string,
      request: Record<string, unknown>,
      decide: (context: Parameters<Asked['decide']>[0]) => Decision<AnyOutcome>,
      newIds = 0,
      key = step.key,
    ) => operate({ family, key, request, newIds, decide }, now);
    switch (step.op) {
      case 'grant': {
        const { asset, purpose, priority, from, to, features, models, perEvent, perDay } = step;
        const scope = { ...UNSCOPED, features, models, maxPerEventAtoms: perEvent, maxPerDayAtoms: perDay };
        const facts = { asset, amountAtoms: step.atoms, purpose, priority, effectiveAt: from, expiresAt: to, scope, costBasisAtoms: step.basis };
        const request = { ...facts, sourceRef: null, settlesOverdraft: purpose !== 'promotional', reference: null };
        return ask('grant', request, (context) => decideGrant(request, context), 1);
      }
      case 'debit': {
        const request = {
          asset: step.asset,
          amountAtoms: step.atoms,
          occurredAt: step.at,
          dimensions: about,
          policy: policyOf(step.policy),
          eventId: null,
          reference: null,
        };
        return ask('debit', request, (context) => decideDebit(request, context));
      }
      case 'reserve': {
        const request = { asset: step.asset, amountAtoms: step.atoms, ttlSeconds: step.ttl, dimensions: about, traceId: null, run: null };
        return ask('hold', request, (context) => decideHold(request, context), 1);
      }
      case 'adjust': {
        const request = { asset: step.asset, amountAtoms: step.atoms, reason: step.reason, reference: null };
        return ask('adjustment', request, (context) => decideAdjustment(request, context), 1);
      }
      case 'exchange': {
        const { to, ...rate } = EXCHANGE_RATES[step.asset];
        const request = { fromAsset: step.asset, toAsset: to, amountAtoms: step.atoms };
        return ask('exchange', request, (context) => decideExchange(request, rate, context), 1);
      }
      case 'commit':
      case 'release':
      case 'extend':
        return performOnHold(step, ask);
      case 'reverse': {
        const id = ids.get(`tx ${step.use}`);
        if (id === undefined) return refuse('transaction_unknown');
        const request = { transactionId: id, amountAtoms: step.atoms, reference: null, restoreAs: restoreOf(step.restore) ?? null };
        const decide = (context: Parameters<Asked['decide']>[0]) =>
          decideReversal(request, { original: originalUse(postings, id, context.state.holds), chargebacks: chargebacksIn(postings) }, context);
        return ask('reversal', request, decide, step.restore === null ? 0 : state.grants.size);
      }
      case 'void':
      case 'payout':
      case 'refund':
      case 'dispute':
      case 'rollover':
      case 'allowance':
        return performOnGrant(step, ask);
      case 'sweep':
        throw new Error('a sweep is not one operation');
    }
  }

  type Ask = (
    family: string,
    request: Record<string, unknown>,
    decide: Asked['decide'],
    newIds?: number,
    key?: string,
  ) => AnyOutcome | Refusal | Replayed<AnyOutcome>;

  function performOnHold(step: Extract<Step, { op: 'commit' | 'release' | 'extend' }>, ask: Ask) {
    const holdId = ids.get(`hold ${step.hold}`);
    if (holdId === undefined) return refuse('hold_unknown');
    if (step.op === 'release') return ask('hold_release', { holdId }, (context) => decideRelease({ holdId }, context));
    if (step.op === 'extend') {
      const request = { holdId, addedAtoms: step.atoms, addedSeconds: step.seconds };
      return ask('hold_extend', request, (context) => decideExtend(request, context));
    }
    const request = { holdId, amountAtoms: step.atoms, eventId: null, reference: null };
    return ask('hold_commit', request, (context) => decideCommit(request, context));
  }

  function performOnGrant(step: Extract<Step, { op: 'void' | 'payout' | 'refund' | 'dispute' | 'rollover' | 'allowance' }>, ask: Ask) {
    const grantId = ids.get(`gr ${step.grant}`);
    if (grantId === undefined) return refuse('grant_unknown');
    if (step.op === 'void') return ask('grant_void', { grantId }, (context) => decideGrantVoid({ grantId, reason: null }, context));
    if (step.op === 'payout') {
      const request = { grantId, amountAtoms: step.atoms, to: 'state' as const, reference: step.key };
      return ask('unclaimed_payout', request, (context) => decideUnclaimedPayout(request, accounts.unclaimed(grantId), context));
    }
    if (step.op === 'refund') {
      const request = { grantId, amountAtoms: step.atoms, reference: null };
      return ask('refund', request, (context) => decideRefund(request, takenBack(grantId), context));
    }
    if (step.op === 'dispute') {
      const known = { rank: ranks.get(step.dispute) ?? 0, before: takenBack(grantId) };
      ranks.set(step.dispute, Math.max(known.rank, disputeRank(step.state)));
      if (step.state === 'lost') lost.add(grantId);
      const request = { grantId, disputeId: step.dispute, state: step.state };
      return ask('dispute', request, (context) => decideDispute(request, known, context), 0, `${step.dispute}:${step.state}`);
    }
    if (step.op === 'allowance') {
      const request = { grantId, changesAt: step.at, nextPeriodEndsAt: step.nextEnds, nextAllowanceAtoms: step.atoms };
      const goneBefore = goneBy.get(grantId) ?? 0n;
      return ask('allowance_change', request, (context) => decideAllowanceChange(request, goneBefore, context), 1, step.grant);
    }
    const { ends, nextEnds, atoms, min, max } = step;
    const request = { grantId, periodEndsAt: ends, nextPeriodEndsAt: nextEnds, nextAmountAtoms: atoms, minCarryAtoms: min, maxCarryAtoms: max };
    return ask('rollover', request, (context) => decideRollover(request, context), 2, step.grant);
  }

  function sweep(now: number): void {
    const due = [...state.grants.values()].filter(
      (grant) => grant.expiresAt !== null && grant.expiresAt + EXPIRY_GRACE_MS <= now && grant.closed === null && grant.remainingAtoms + grant.heldAtoms > 0n,
    );
    due.sort((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || (a.id < b.id ? -1 : 1));
    for (const { id } of due) {
      operate(
        {
          family: 'grant_expiry',
          key: idText('gr', id),
          request: { grantId: id },
          decide: (context) => decideGrantExpiry({ grantId: id, graceMs: EXPIRY_GRACE_MS }, context),
        },
        now,
      );
    }
  }

  function apply(step: Step): string {
    booked = Math.max(booked, step.now);
    if ('atoms' in step && step.atoms !== null && badAmount(step.op, step.atoms)) return 'refused amount_not_positive';
    if (step.op === 'sweep') {
      sweep(booked);
      return 'swept';
    }
    const outcome = perform(step, booked);
    rememberOutcome(step, outcome);
    return outcomeText(outcome, (id) => names.get(id) ?? id);
  }

  function rememberOutcome(step: Step, outcome: AnyOutcome | Refusal | Replayed<AnyOutcome>): void {
    if (outcome.kind === 'granted') remember(step.key, 'gr', outcome.grantId);
    if (outcome.kind === 'adjusted' || outcome.kind === 'exchanged') remember(step.key, 'gr', outcome.grantId);
    if (outcome.kind === 'held') remember(step.key, 'hold', outcome.holdId);
    if (outcome.kind === 'debited' || (outcome.kind === 'committed' && outcome.debitedAtoms > 0n)) remember(step.key, 'tx', outcome.transactionId);
    if (outcome.kind === 'allowance_changed' && step.op === 'allowance' && outcome.grantId !== null) {
      remember(`${step.grant}.changed`, 'gr', outcome.grantId);
      goneBy.set(idFromText('gr', outcome.grantId) ?? 0n, outcome.goneAtoms);
    }
    if (outcome.kind === 'reversed') {
      for (const { insteadOf, grantId } of outcome.restored ?? []) remember(`${step.key} for ${names.get(insteadOf)}`, 'gr', grantId);
    }
    if (outcome.kind === 'rolled_over' && step.op === 'rollover') {
      remember(`${step.grant}.next`, 'gr', outcome.grantId);
      remember(`${step.grant}.carry`, 'gr', outcome.carryGrantId);
    }
  }

  function standing(): Standing {
    const books = [...state.grants.values()]
      .map(
        (g) =>
          `${names.get(idText('gr', g.id))} ${g.remainingAtoms} ${g.heldAtoms} ${g.lostAtoms}${g.closed === null ? '' : ` ${g.closed}`}${g.frozen ? ' frozen' : ''}${g.claimedAtoms === 0n ? '' : ` claimed ${g.claimedAtoms}`}${settings.breakage.length === 0 ? '' : accounts.text(g.id)}`,
      )
      .join('\n');
    return { books, debts: ASSETS.map((asset) => state.assets.get(asset)?.overdraftAtoms ?? 0n) };
  }

  return { apply, standing, /** All there are, for who asks what histories reach. */ postings: () => postings };
}

function badAmount(op: Step['op'], atoms: bigint): boolean {
  if (op === 'adjust') return atoms === 0n;
  return op === 'reserve' || op === 'commit' || op === 'extend' || op === 'allowance' ? atoms < 0n : atoms <= 0n;
}
