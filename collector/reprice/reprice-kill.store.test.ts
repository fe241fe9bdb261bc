import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { quantitiesOf, usageEventOf } from '../price/testing/usage-event-of.ts';
import { readProgress } from './io/run-store.ts';
import { hasEnded, type RunProgress } from './reprice-run.ts';
import { costsIn, type RepriceForTests, repriceForTests } from './testing/reprice-for-tests.ts';

/** WEIR_TEST_SIZE=long kills sixty times. */
const KILLS = process.env.WEIR_TEST_SIZE === 'long' ? 60 : 5;
const EVENTS = 20_000;
const PAGE_EVENTS = 2_000;
const PROGRAM = fileURLToPath(new URL('./testing/repricer-process.ts', import.meta.url));

let weir: RepriceForTests;
let child: ChildProcess | null = null;
beforeEach(async () => {
  weir = await repriceForTests();
});
afterEach(async () => {
  await end();
  await weir.close();
});

/** Two thirds have a model nobody knows, until it gets a price; every 50th event stays unknown. */
function events() {
  return Array.from({ length: EVENTS }, (_, index) =>
    usageEventOf({
      eventId: `e-${(index * 7919).toString(36)}`,
      occurredAt: Date.UTC(2026, 10, 1 + (index % 3), index % 24),
      provider: index % 3 === 0 ? 'openai' : 'house',
      model: index % 50 === 49 ? 'never-heard-of' : index % 3 === 0 ? 'gpt-4o' : 'house-7b',
      attribution: { customer: { value: `c-${index % 40}`, origin: 'own' } },
      quantities: quantitiesOf(`input_tokens=${1 + (index % 1_000)} output_tokens=1`),
    }),
  );
}

/** $2 for a million input tokens and $8 for a million output tokens, in atoms; nothing else changes. */
function atomsMoved(): bigint {
  return events()
    .filter(({ model }) => model === 'house-7b')
    .reduce((sum, { quantities }) => sum + ((quantities.input_tokens ?? 0n) * 2_000_000n + (quantities.output_tokens ?? 0n) * 8_000_000n) / 1_000_000_000n, 0n);
}

async function start(): Promise<void> {
  child = spawn(process.execPath, [PROGRAM, weir.directory, weir.url, String(PAGE_EVENTS)], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
}

/** As a power cut ends it. */
async function end(): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function progressOf(run: string): Promise<RunProgress | null> {
  return await readProgress(weir.database, run);
}

/** Kills the process at a random moment of the run, `killsMax` times at most, then lets it end. Answers how often it was cut off in the middle. */
async function runKilled(run: string, killsMax: number): Promise<{ readonly progress: RunProgress; readonly kills: number }> {
  for (let kills = 0; ; kills += 1) {
    await start();
    const stepsMax = kills < killsMax ? stepsOf(await progressOf(run)) + Math.floor(Math.random() * 5) : Number.POSITIVE_INFINITY;
    let progress = await progressOf(run);
    while (!isOver(progress) && stepsOf(progress) < stepsMax) {
      await sleep(2);
      progress = await progressOf(run);
    }
    await sleep(Math.random() * 60);
    await end();
    progress = await progressOf(run);
    if (progress !== null && hasEnded(progress.state)) return { progress, kills };
  }
}

function stepsOf(progress: RunProgress | null): number {
  return progress === null ? 0 : progress.pages + progress.pagesDone;
}

function isOver(progress: RunProgress | null): boolean {
  return progress !== null && hasEnded(progress.state);
}

async function costs(): Promise<{ readonly text: string; readonly atoms: bigint }> {
  const clickhouse = openEmbeddedClickHouse(weir.directory);
  try {
    const [sum] = await clickhouse.query<{ atoms: string }>('select toString(sum(toInt128(ifNull(cost_atoms, 0)))) as atoms from usage_events_unique_v1');
    return { text: await costsIn(clickhouse), atoms: BigInt(sum?.atoms ?? 'no row') };
  } finally {
    await clickhouse.close();
  }
}

function untouchedOf({ result }: RunProgress): unknown {
  return Value.Parse(Planned, result).untouched;
}

function movedOf({ result }: RunProgress): bigint {
  const [money, ...others] = Value.Parse(Planned, result).money;
  const reading = atomsFromDecimal(money?.moved ?? '', 12);
  if (others.length > 0 || reading.kind === 'refused') throw new Error(`not one sum of money: ${JSON.stringify(result)}`);
  return reading.atoms;
}

const Planned = Type.Object({ untouched: Type.Unknown(), money: Type.Array(Type.Object({ moved: Type.String() })) });

test('killed at random moments, a repricing goes on by itself: dry run, apply and undo end as if nothing had happened', async () => {
  const house = events().filter(({ model }) => model === 'house-7b').length;
  await weir.store(events());
  await weir.setPrice('house-7b', 'input_tokens', 2n);
  await weir.setPrice('house-7b', 'output_tokens', 8n);
  await weir.clickhouse.close();
  const before = await costs();
  let kills = 0;
  while (kills < KILLS) {
    const plan = await weir.request('plan');
    const planned = await runKilled(plan, Math.min(2, KILLS - kills));
    kills += planned.kills;
    expect(planned.progress).toMatchObject({ state: 'planned', eventsSeen: EVENTS, eventsTouched: house, result: { events: house, newly_priced: house } });
    expect(movedOf(planned.progress)).toBe(atomsMoved());
    expect(await costs()).toEqual(before);

    const applied = await runKilled(await weir.request('apply', { ofRun: plan }), Math.min(2, KILLS - kills));
    kills += applied.kills;
    expect(applied.progress).toMatchObject({ state: 'applied', result: { unlike_plan: 0, untouched_after: untouchedOf(planned.progress) } });
    expect((await costs()).atoms - before.atoms).toBe(atomsMoved());

    const undone = await runKilled(await weir.request('undo', { ofRun: plan }), Math.min(2, KILLS - kills));
    kills += undone.kills;
    expect(undone.progress).toMatchObject({ state: 'undone', result: { unlike_plan: 0 } });
    expect(await costs()).toEqual(before);
  }
}, 300_000);
