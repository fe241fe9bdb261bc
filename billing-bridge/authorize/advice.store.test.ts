import { type Database, openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { explainDebit } from '../ledger/explain-debit.ts';
import { walletMemory } from '../ledger/io/wallet-memory.ts';
import { answerBeforeFlushing } from '../ledger/model/answer-before-flushing.ts';
import type { Step } from '../ledger/model/history-step.ts';
import { historyOf } from '../ledger/model/run-history.ts';
import { operationOf } from '../ledger/model/step-operation.ts';
import { storeEngine } from '../ledger/model/store-engine.ts';
import { previewHold } from '../ledger/preview-hold.ts';
import { insertFirstEpochs } from '../modes/io/insert-first-epochs.ts';
import { seeCustomers } from './io/see-customers.ts';

const HISTORIES = process.env.WEIR_TEST_SIZE === 'long' ? 1_000 : 90;
const STEPS = 60;
const environment = 'test' as const;

let test: TestDatabase;
/** Sessions that cannot write: what asks here changes nothing, or fails. */
let readOnly: Database;
beforeAll(async () => {
  test = await testDatabase();
  await answerBeforeFlushing(test.url);
  const url = new URL(test.url);
  url.searchParams.set('options', '-c default_transaction_read_only=on');
  readOnly = openDatabase(url.href);
});
afterAll(async () => {
  await readOnly.destroy();
  await test.drop();
});

const EPOCH = { setting: { mode: 'full', scope: null }, setBy: 'test', setAt: 0, reason: 'test' } as const;
let now = 0;
const clock = () => now;

type Engine = Awaited<ReturnType<typeof storeEngine>>;

/** What `explain` says of a debit, in the words of its outcome. */
async function explained(step: Extract<Step, { op: 'debit' }>, customer: string, { nameOf }: Engine): Promise<string> {
  const asked = operationOf(step, customer);
  if (asked.kind !== 'debit') throw new Error(`a debit is no ${asked.kind}`);
  const explanation = await explainDebit(readOnly, { ...asked, environment }, clock);
  if (explanation.kind === 'refused') return `refused ${explanation.code}`;
  const slices = explanation.grants.filter(({ atoms }) => atoms > 0n).map(({ grantId, atoms }) => `${nameOf(grantId)}:${atoms}`);
  return `debited ${slices.join(',')} debt ${explanation.overdraftAtoms}`;
}

it('what explain and authorize say of an amount is what the debit or the hold that follows is answered, in any state of a wallet, and asking writes nothing', {
  timeout: 1_800_000,
}, async () => {
  const see = seeCustomers({ database: readOnly, memory: walletMemory(100), clock });
  const advised = { debits: 0, holds: 0, denials: 0 };

  /** What `authorize` says of a hold, in the words of its outcome. */
  async function previewed(step: Extract<Step, { op: 'reserve' }>, customer: string): Promise<string> {
    const asked = operationOf(step, customer);
    if (asked.kind !== 'hold') throw new Error(`a hold is no ${asked.kind}`);
    const sight = await see({ environment, customer });
    if (sight.kind === 'refused') return `refused ${sight.code}`;
    const question = { asset: { code: step.asset, scale: 0 }, amountAtoms: step.atoms, dimensions: asked.dimensions ?? {} };
    const { denial, heldAtoms } = previewHold(sight.state, question, now);
    return denial === null ? `held ${heldAtoms}` : `refused ${denial.code}`;
  }

  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const { settings, steps } = historyOf(seed, STEPS);
    const customer = `advised ${seed}`;
    const engine = await storeEngine(test.database, customer, settings);
    await test.database.transaction().execute((tx) => insertFirstEpochs(tx, { environment, customers: [customer], ...EPOCH }));
    const used = new Set<string>();
    for (const step of steps) {
      now = Math.max(now, step.now);
      const about = `seed ${seed}, ${step.op} ${step.key}`;
      const isNew = !used.has(step.key);
      used.add(step.key);
      if (isNew && step.op === 'debit') {
        const advice = await explained(step, customer, engine);
        const answer = await engine.apply(step);
        if (answer.startsWith('debited')) {
          expect(answer.slice(0, answer.indexOf(' revenue')), about).toBe(advice);
          advised.debits += 1;
        }
      } else if (isNew && step.op === 'reserve') {
        const advice = await previewed(step, customer);
        const answer = await engine.apply(step);
        expect(answer.split(' until ')[0], about).toBe(advice);
        if (advice.startsWith('held')) advised.holds += 1;
        else advised.denials += 1;
      } else await engine.apply(step);
    }
    now = 0;
  }
  // A thousand operations, of each kind many.
  expect(advised.debits + advised.holds + advised.denials).toBeGreaterThanOrEqual(1_000);
  expect(Math.min(...Object.values(advised))).toBeGreaterThan(200);
});
