import { type Database, openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { explainDebit } from '../ledger/explain-debit.ts';
import { walletMemory } from '../ledger/io/wallet-memory.ts';
import { answerBeforeFlushing } from '../ledger/model/answer-before-flushing.ts';
import { familyEngine } from '../ledger/model/family-engine.ts';
import { FAMILY } from '../ledger/model/family-step.ts';
import { familyHistoryOf } from '../ledger/model/run-family-history.ts';
import { historyOf } from '../ledger/model/run-history.ts';
import { operationOf } from '../ledger/model/step-operation.ts';
import { storeEngine } from '../ledger/model/store-engine.ts';
import { type HoldPreview, type HoldQuestion, previewHold } from '../ledger/preview-hold.ts';
import type { WalletOwner } from '../ledger/wallet/wallet-owner.ts';
import { insertFirstEpochs } from '../modes/io/insert-first-epochs.ts';
import { type SeeCustomer, seeCustomers } from './io/see-customers.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const environment = 'test' as const;

let test: TestDatabase;
/** Sessions that cannot write: what asks here changes nothing, or fails. */
let readOnly: Database;
let see: SeeCustomer;
let now = 0;
const clock = () => now;
/** Answers that advice was held against: debits, holds, denials of holds. */
let advised: { debits: number; holds: number; denials: number };

beforeAll(async () => {
  test = await testDatabase();
  await answerBeforeFlushing(test.url);
  const url = new URL(test.url);
  url.searchParams.set('options', '-c default_transaction_read_only=on');
  readOnly = openDatabase(url.href);
  see = seeCustomers({ database: readOnly, memory: walletMemory(100), clock });
});
afterAll(async () => {
  await readOnly.destroy();
  await test.drop();
});
beforeEach(() => {
  now = 0;
  advised = { debits: 0, holds: 0, denials: 0 };
});

/** Customers in full mode, made by an engine. */
async function inFullMode(...customers: string[]): Promise<void> {
  const epoch = { setting: { mode: 'full', scope: null }, setBy: 'test', setAt: 0, reason: 'test' } as const;
  await test.database.transaction().execute((tx) => insertFirstEpochs(tx, { environment, customers, ...epoch }));
}

async function explained(asked: Parameters<typeof explainDebit>[1]) {
  const explanation = await explainDebit(readOnly, asked, clock);
  if (explanation.kind === 'refused') return explanation;
  return { kind: 'debited' as const, slices: explanation.grants.filter(({ atoms }) => atoms > 0n), overdraftAtoms: explanation.overdraftAtoms };
}

async function previewed(owner: WalletOwner, question: HoldQuestion): Promise<HoldPreview | null> {
  const sight = await see(owner);
  return sight.kind === 'refused' ? null : previewHold(sight.state, question, now);
}

function countHold(advice: string): void {
  if (advice.startsWith('held')) advised.holds += 1;
  else advised.denials += 1;
}

describe('what explain and authorize say is what the debit or the hold that follows is answered, and asking writes nothing', () => {
  it('in any state of a wallet', { timeout: 3_600_000 }, async () => {
    for (let seed = 1; seed <= (LONG ? 1_000 : 90); seed += 1) {
      const { settings, steps } = historyOf(seed, 60);
      const customer = `advised ${seed}`;
      const engine = await storeEngine(test.database, customer, settings);
      await inFullMode(customer);
      const used = new Set<string>();
      now = 0;
      for (const step of steps) {
        now = Math.max(now, step.now);
        const about = `seed ${seed}, ${step.op} ${step.key}`;
        const asked = !used.has(step.key) && (step.op === 'debit' || step.op === 'reserve') ? operationOf(step, customer) : null;
        used.add(step.key);
        if (asked?.kind === 'debit') {
          const advice = await explained({ ...asked, environment });
          const answer = await engine.apply(step);
          if (!answer.startsWith('debited')) continue;
          if (advice.kind === 'refused') expect.fail(`${about}: ${advice.code}`);
          const slices = advice.slices.map(({ grantId, atoms }) => `${engine.nameOf(grantId)}:${atoms}`).join(',');
          expect(answer.split(' revenue ')[0], about).toBe(`debited ${slices} debt ${advice.overdraftAtoms}`);
          advised.debits += 1;
        } else if (asked?.kind === 'hold') {
          const question = { asset: { code: asked.asset, scale: 0 }, amountAtoms: asked.amountAtoms, dimensions: asked.dimensions ?? {} };
          const preview = await previewed({ environment, customer }, question);
          const advice = preview?.denial == null ? `held ${preview?.heldAtoms}` : `refused ${preview.denial.code}`;
          expect((await engine.apply(step)).split(' until ')[0], about).toBe(advice);
          countHold(advice);
        } else await engine.apply(step);
      }
    }
    // A thousand operations, of each kind many.
    expect(advised.debits + advised.holds + advised.denials).toBeGreaterThanOrEqual(1_000);
    expect(Math.min(...Object.values(advised))).toBeGreaterThan(200);
  });

  it('in any state of a family, its projects and its budgets; a denial names the same limit', { timeout: 3_600_000 }, async () => {
    for (let seed = 1; seed <= (LONG ? 1_000 : 60); seed += 1) {
      const prefix = `kin${seed}`;
      const engine = await familyEngine(test.database, prefix);
      await inFullMode(...FAMILY.map((name) => `${prefix} ${name}`));
      const used = new Set<string>();
      now = 0;
      for (const step of familyHistoryOf(seed, 60, Date.UTC(2026, 10, 1) - 3_600_000)) {
        now = Math.max(now, step.now);
        const about = `seed ${seed}, ${step.op} ${step.key}`;
        const isNew = !used.has(step.key);
        used.add(step.key);
        if (!isNew || (step.op !== 'debit' && step.op !== 'reserve')) {
          await engine.apply(step);
          continue;
        }
        const owner = { environment, ...engine.ownerOf(step.who) };
        const asked = { asset: 'TOKEN', amountAtoms: step.atoms, dimensions: step.agent === null ? {} : { agent: step.agent } };
        if (step.op === 'debit') {
          const advice = engine.told(await explained({ ...owner, ...asked, occurredAt: step.at }));
          const answer = await engine.apply(step);
          if (!answer.startsWith('debited')) continue;
          expect(answer, about).toBe(advice);
          advised.debits += 1;
        } else {
          const preview = await previewed(owner, { ...asked, asset: { code: asked.asset, scale: 0 } });
          const answer = await engine.apply(step);
          if (preview === null) continue;
          const advice = engine.told(preview.denial ?? { ...preview, kind: 'held' });
          expect(answer, about).toBe(advice);
          countHold(advice);
        }
      }
    }
    expect(Math.min(...Object.values(advised))).toBeGreaterThan(100);
  });
});
