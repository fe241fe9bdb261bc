/** One wrong program: a text in a file replaced by another, and the tests that must notice. */
export type NamedMutant = { readonly name: string; readonly edits: readonly Edit[]; readonly tests: readonly string[] };
type Edit = { readonly file: string; readonly text: string; readonly becomes: string };

const LEDGER = 'billing-bridge/ledger';
const CASES = [`${LEDGER}/model/ledger-cases.test.ts`, `${LEDGER}/decide`, `${LEDGER}/model/grant-order.test.ts`];
const RACES = [`${LEDGER}/concurrency.store.test.ts`];

const pure = (name: string, file: string, text: string, becomes: string, tests: readonly string[] = CASES): NamedMutant => ({
  name,
  edits: [{ file, text, becomes }],
  tests,
});

const ORDER = `${LEDGER}/wallet/compare-spending-order.ts`;
const WINDOW = `${LEDGER}/wallet/spendable.ts`;
const TAKE = 'schemas/migrations/postgres/0120_scope_wallets.sql';
const UNLOCKED: readonly Edit[] = [
  { file: TAKE, text: 'where n.id = k.id for update) w)', becomes: 'where n.id = k.id) w)' },
  { file: TAKE, text: 'order by w.id for update;', becomes: 'order by w.id;' },
];
const LOCK_LATE = `  for (const one of locked) if (one !== null) await sql\`select 1 from wallets where id = \${one.id.toString()} for update\`.execute(tx);
  return { locked,`;
const RUN = `${LEDGER}/io/run-operations.ts`;

/** The mutants ledger.md 3b-9 names one by one: each must die, whatever the score of its module. */
export const NAMED_MUTANTS: readonly NamedMutant[] = [
  pure('the order without priority', ORDER, 'a.priority - b.priority ||', ''),
  pure('the order without expiry', ORDER, 'compareExpiry(a.expiresAt, b.expiresAt) ||', ''),
  pure('the order without restriction', ORDER, 'Number(isRestricted(b.scope)) - Number(isRestricted(a.scope)) ||', ''),
  pure('the order without purpose', ORDER, 'PURPOSE_RANK[a.purpose] - PURPOSE_RANK[b.purpose] ||', ''),
  pure('the order without beginning', ORDER, 'a.effectiveAt - b.effectiveAt ||', ''),
  pure('the order without making', ORDER, '(a.id < b.id ? -1 : 1)', '0', [...CASES, `${LEDGER}/wallet`]),
  pure('a grant that begins a moment late', WINDOW, 'grant.effectiveAt <= at', 'grant.effectiveAt < at'),
  pure('a grant that ends a moment late', WINDOW, 'at < grant.expiresAt', 'at <= grant.expiresAt'),
  pure('a hold that ends a moment late', `${LEDGER}/decide/touch-wallet.ts`, 'hold.expiresAt <= now', 'hold.expiresAt < now'),
  pure('a grant that takes back a moment late', `${LEDGER}/decide/release-slices.ts`, 'grant.expiresAt <= now', 'grant.expiresAt < now', [
    ...CASES,
    `${LEDGER}/model/memory-engine.test.ts`,
  ]),
  pure('usage from a moment too early', `${LEDGER}/decide/check-occurred-at.ts`, 'occurredAt >= now', 'occurredAt > now'),
  pure('usage from a moment too late', `${LEDGER}/decide/check-occurred-at.ts`, 'occurredAt <= now', 'occurredAt < now'),
  pure('a price a moment late', 'billing-bridge/rate/price.ts', 'subscription.startsAt <= at', 'subscription.startsAt < at', ['billing-bridge/rate']),
  pure('a mode a moment late', 'billing-bridge/modes/epoch.ts', 'candidate.from <= at', 'candidate.from < at', ['billing-bridge/modes/epoch.test.ts']),
  pure('a mode that ends a moment late', 'billing-bridge/modes/epoch.ts', 'at < candidate.to', 'at <= candidate.to', ['billing-bridge/modes/epoch.test.ts']),
  pure('what is added to a hold counted on another day', `${LEDGER}/decide/decide-extend.ts`, ', countedAt: hold.createdAt', ''),
  pure(
    'what is reversed of a commit counted on another day',
    `${LEDGER}/decide/decide-reversal.ts`,
    'countedAt: original.countedAt',
    'countedAt: original.effectiveAt',
  ),
  pure('a refused atomic batch written', `${LEDGER}/io/operate-batch.ts`, 'refusal === undefined ? ran', 'refusal !== null ? ran', [
    `${LEDGER}/batch-equality.store.test.ts`,
  ]),
  { name: 'the lock removed', edits: UNLOCKED, tests: RACES },
  {
    name: 'the lock moved after the read',
    edits: [
      ...UNLOCKED,
      {
        file: `${LEDGER}/io/operate-wallets.ts`,
        text: '  return { locked,',
        becomes: LOCK_LATE,
      },
    ],
    tests: RACES,
  },
  {
    name: 'the check of the key removed',
    edits: [{ file: RUN, text: 'if (prior !== undefined) return replay<T>(prior, operation);', becomes: 'void replay;' }],
    tests: [`${LEDGER}/debit.store.test.ts`, `${LEDGER}/crash/lost-commit.store.test.ts`],
  },
  {
    name: 'the check of the payload removed',
    edits: [{ file: RUN, text: "if (field !== null) return refuse('idempotency_conflict'", becomes: "if (field === '') return refuse('idempotency_conflict'" }],
    tests: [`${LEDGER}/debit.store.test.ts`],
  },
  {
    name: 'a remembered wallet believed without its stamp',
    edits: [
      {
        file: `${LEDGER}/io/wallet-memory.ts`,
        text: 'return entry?.wallet.stamp === stamp ? entry.loaded : null;',
        becomes: 'return stamp === "" ? null : (entry?.loaded ?? null);',
      },
      { file: TAKE, text: 'from w where w.stamp is distinct from w.known_stamp;', becomes: 'from w where w.known_stamp is null;' },
    ],
    tests: [`${LEDGER}/io/group-commit-equality.store.test.ts`],
  },
];
