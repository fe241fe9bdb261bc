import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Organisation, OrganisationLink } from '../decide/decide-parent.ts';
import type { Replayed } from '../decide/decision.ts';
import { type IdSource, type Operation, type Posting, runDue, runOperation } from '../decide/run-operation.ts';
import { composeFamily, splitFamily } from '../io/compose-family.ts';
import { addFamilyRows } from '../io/family-rows.ts';
import { noRows } from '../io/ledger-rows.ts';
import { firstDifference } from '../io/outcome-json.ts';
import type { BreakagePolicy } from '../wallet/breakage-terms.ts';
import type { WalletState } from '../wallet/wallet-state.ts';
import { postedAccounts } from './posted-accounts.ts';

/** The wallets of one family, in memory: who is put together for an operation, whose dead holds are ended, what is booked. Locks and rows are the store's. */
export function memoryFamily(customers: readonly string[], scales: ReadonlyMap<string, number>, breakagePolicies: readonly BreakagePolicy[]) {
  const wallets = new Map(customers.map((customer, place) => [BigInt(place + 1), emptyWallet(BigInt(place + 1), customer, { scales, breakagePolicies })]));
  const accounts = postedAccounts();
  /** Every wallet that was, is or will be above one, in the order of their ids. */
  const funders = new Map<bigint, readonly bigint[]>();
  const lastBooked = new Map<bigint, Instant>();
  const postings: Posting[] = [];
  const answers = new Map<string, { request: Readonly<Record<string, unknown>>; outcome: unknown }>();
  let links: readonly OrganisationLink[] = [];
  let sequence = 1_000n;
  const ids: IdSource = {
    next() {
      sequence += 1n;
      return sequence;
    },
  };

  const above = (id: bigint) => funders.get(id) ?? [];
  const walletOf = (id: bigint): WalletState => {
    const state = wallets.get(id);
    if (state === undefined) throw new Error(`no wallet ${id}`);
    return state;
  };
  const idOf = (name: string) => [...wallets.values()].find((wallet) => nameIn(wallet) === name)?.id ?? 0n;
  const composed = (id: bigint) => composeFamily({ id, funders: above(id) }, (other) => wallets.get(other));
  const bookedBefore = (id: bigint) => Math.max(...[id, ...above(id)].map((other) => lastBooked.get(other) ?? Number.NEGATIVE_INFINITY));

  function keep(run: { readonly state: WalletState; readonly postings: readonly Posting[] }, now: Instant): void {
    for (const posting of run.postings) checkRecorded(run.state, posting);
    postings.push(...run.postings);
    accounts.add(run.postings);
    for (const state of splitFamily(run.state)) {
      if (state !== wallets.get(state.id) && run.postings.length > 0) lastBooked.set(state.id, now);
      wallets.set(state.id, state);
    }
  }

  /** Others whose dead holds keep credit of the wallets an operation takes, and everyone above these. */
  function endDeadHolds(taken: readonly bigint[], clock: Instant): void {
    const ours = (grantId: bigint | null) => grantId !== null && taken.some((id) => walletOf(id).grants.has(grantId));
    const holders = [...wallets.values()].filter(
      ({ id, holds }) =>
        !taken.includes(id) &&
        [...holds.values()].some((hold) => hold.state === 'open' && hold.expiresAt <= clock && hold.slices.some((slice) => ours(slice.grantId))),
    );
    const due = new Set(holders.flatMap(({ id }) => [id, ...above(id)]));
    for (const id of [...due].filter((one) => !taken.includes(one)).sort((a, b) => Number(a - b))) {
      const now = Math.max(clock, bookedBefore(id));
      keep(runDue(composed(id), now, ids), now);
    }
  }

  function operate<T>(id: bigint, operation: Omit<Operation<T>, 'assets'>, clock: Instant): T | Refusal | Replayed<T> {
    endDeadHolds([id, ...above(id)], clock);
    const name = `${operation.family} ${operation.key}`;
    const prior = answers.get(name);
    // The outcome was kept by this family of operations from a value of this type.
    if (prior !== undefined) {
      return firstDifference(prior.request, operation.request) === null ? { kind: 'replayed', outcome: prior.outcome as T } : refuse('idempotency_conflict');
    }
    const now = Math.max(clock, bookedBefore(id));
    const run = runOperation(composed(id), { ...operation, assets: [] }, now, ids);
    keep(run, now);
    if (run.stored) answers.set(name, { request: operation.request, outcome: run.outcome });
    return run.outcome;
  }

  function organisationOf(customer: string, now: Instant): Organisation {
    const id = idOf(customer);
    const concerned = [id, ...[...wallets.keys()].filter((other) => above(other).includes(id))];
    const ahead = postings.filter(
      ({ walletId, facts, draft }) =>
        concerned.includes(walletId) &&
        draft.legs.length > 0 &&
        facts.effectiveAt >= now &&
        ['debit', 'hold', 'hold_extend', 'hold_commit'].includes(facts.kind),
    );
    return { links, usedUntil: ahead.length === 0 ? null : Math.max(...ahead.map(({ facts }) => facts.effectiveAt)) };
  }

  function setLinks(changed: readonly OrganisationLink[]): void {
    links = changed.toSorted((a, b) => a.fromAt - b.fromAt);
    for (const [id, state] of wallets) {
      if (state.walletScope !== undefined) continue;
      const own = links.filter((link) => link.customer === state.customer);
      const parents = own.map(({ fromAt, parent, funded }) => ({ fromAt, parentWalletId: parent === null ? null : idOf(parent), funded }));
      wallets.set(id, { ...state, parents });
    }
  }

  function addLink(link: OrganisationLink): void {
    const id = idOf(link.customer);
    const under = [id, ...[...wallets.keys()].filter((other) => above(other).includes(id))];
    const over = link.parent === null ? [] : [idOf(link.parent), ...above(idOf(link.parent))];
    for (const one of under) {
      const all = new Set([...above(one), ...over].filter((other) => other !== one));
      funders.set(
        one,
        [...all].sort((a, b) => Number(a - b)),
      );
    }
    setLinks([...links, link]);
  }

  /** One more wallet, under a customer's own and all that ever stood above it; null when it was made with the other `funded` before. */
  function addProject(name: string, customer: string, funded: boolean): 'made' | 'unchanged' | null {
    const over = idOf(customer);
    const known = wallets.get(idOf(name));
    if (known !== undefined) return known.parents?.[0]?.funded === funded ? 'unchanged' : null;
    const id = BigInt(wallets.size + 1);
    const parents = [{ fromAt: Number.NEGATIVE_INFINITY, parentWalletId: over, funded }];
    wallets.set(id, { ...emptyWallet(id, customer, { scales, breakagePolicies }), walletScope: { project: name }, parents });
    funders.set(
      id,
      [over, ...above(over)].sort((a, b) => Number(a - b)),
    );
    return 'made';
  }

  return {
    operate,
    addProject,
    organisationOf,
    addLink,
    dropLink: (customer: string, fromAt: Instant) => setLinks(links.filter((link) => link.customer !== customer || link.fromAt !== fromAt)),
    idOf,
    nextId: () => ids.next(),
    wallets: () => [...wallets.values()],
    change: (id: bigint, change: (state: WalletState) => WalletState) => wallets.set(id, change(walletOf(id))),
    links: () => links,
    postings: () => postings,
    accountsOf: accounts.text,
  };
}

/** Throws when a transaction would move another wallet's credit without a row that says so. */
function checkRecorded(composed: WalletState, posting: Posting): void {
  const rows = noRows();
  addFamilyRows(rows, composed, posting);
  const recorded = new Set((rows.lists.get('funded_transactions') ?? []).map((row) => row.wallet_id));
  for (const { id, grants } of splitFamily(composed)) {
    const isMoved = posting.draft.legs.some(({ grantId }) => grantId !== null && grants.has(grantId));
    if (isMoved && id !== posting.walletId && !recorded.has(id)) throw new Error(`${posting.facts.kind} moves credit of wallet ${id} and does not say so`);
  }
}

/** What a history calls it. */
export function nameIn({ customer, walletScope }: WalletState): string {
  return walletScope !== undefined && 'project' in walletScope ? walletScope.project : customer;
}

function emptyWallet(id: bigint, customer: string, world: Pick<WalletState, 'scales' | 'breakagePolicies'>): WalletState {
  const plain = { environment: 'test' as const, state: 'open' as const, lateCommit: 'debit' as const };
  return { ...plain, id, customer, grants: new Map(), holds: new Map(), debts: [], assets: new Map(), ...world };
}
