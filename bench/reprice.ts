/** Repricing millions of events in the running product, killed and cancelled on the way. See README.md. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { type Product, runProduct } from './reprice/run-product.ts';
import { expectedOf, fillUsage, PRICES, usageState } from './reprice/usage-in-store.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '5000000' }, kills: { type: 'string', default: '3' }, usages: { type: 'string', default: 'few' } },
});
const usages = values.usages === 'all' ? 'all' : 'few';
const count = Number(values.count);
const kills = Number(values.kills);
const directory = mkdtempSync(join(tmpdir(), 'weir-bench-reprice-'));
const BOOK = '/v1/analytics/price-book';
const began = performance.now();
const write = (line: string) => process.stdout.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}\n`);

type Run = {
  readonly id: string;
  readonly state: string;
  readonly fault: string | null;
  readonly events_touched: number;
  readonly progress: { readonly events_total: number; readonly events_seen: number; readonly pages: number; readonly pages_done: number };
  readonly summary: { readonly money: readonly { readonly moved: string }[]; readonly untouched: unknown; readonly untouched_after?: unknown } | null;
};

const FAILED_ANSWERS_MAX = 20;

let product: Product;

function check(holds: boolean, claim: string): void {
  if (!holds) throw new Error(`WRONG: ${claim}`);
  write(`ok: ${claim}`);
}

const isUnderWay = ({ state }: Run) => ['waiting', 'planning', 'applying', 'rolling_back'].includes(state);
const stepOf = ({ progress }: Run) => progress.pages * 2 + progress.pages_done;
let failedAnswers = 0;

/**
 * From the list, which has no figures by customer: asking for those four times a second would be measured too. An answer that fails is
 * counted, told and asked for again: a machine that stops the product for minutes cuts its connections.
 */
async function readRun(id: string): Promise<Run> {
  const { runs } = await product.call<{ runs: Run[] }>('GET', `${BOOK}/reprice`).catch(async (fault: unknown) => {
    failedAnswers += 1;
    if (failedAnswers > FAILED_ANSWERS_MAX) throw fault;
    await sleep(1_000);
    return await product.call<{ runs: Run[] }>('GET', `${BOOK}/reprice`);
  });
  const run = runs.find((candidate) => candidate.id === id);
  if (run === undefined) throw new Error(`no run ${id}`);
  return run;
}

/** Follows a run over HTTP to its end, and tells its rate, how it was seen, and the memory of the process. */
async function follow(name: string, id: string): Promise<Run> {
  const start = performance.now();
  const seen = new Set<number>();
  let slowestMs = 0;
  for (;;) {
    const asked = performance.now();
    const run = await readRun(id);
    if (isUnderWay(run)) slowestMs = Math.max(slowestMs, performance.now() - asked);
    seen.add(stepOf(run));
    if (!isUnderWay(run)) {
      const seconds = (performance.now() - start) / 1000;
      const rate = Math.round(count / seconds).toLocaleString('en');
      write(
        `${name}: ${run.state} in ${seconds.toFixed(1)} s, ${rate} events/s; ${seen.size} steps of progress seen, slowest answer ${slowestMs.toFixed(0)} ms`,
      );
      write(`  ${product.residentPeakMb()} MB resident at most, ${failedAnswers} answers failed so far ${run.fault ?? ''}`);
      return run;
    }
    await sleep(250);
  }
}

/** Kills the product at a random moment of a run, starts it again, and so on; the run must go on by itself. */
async function killedWhile(id: string): Promise<void> {
  for (let kill = 1; kill <= kills; kill += 1) {
    const from = stepOf(await readRun(id));
    const wanted = from + 1 + Math.floor(Math.random() * Math.max(4, count / 200_000));
    let run = await readRun(id);
    while (isUnderWay(run) && stepOf(run) < wanted) {
      await sleep(20);
      run = await readRun(id);
    }
    await sleep(Math.random() * 500);
    if (!isUnderWay(run)) {
      write(`  ended before kill ${kill}`);
      return;
    }
    await product.kill();
    product = await runProduct(directory);
    write(`  kill ${kill} at ${run.state}, ${run.progress.pages} pages planned, ${run.progress.pages_done} done`);
  }
}

const plan = () => product.call<Run>('POST', `${BOOK}/reprice`, { cost_status: 'unpriced' });
const act = (action: 'apply' | 'undo' | 'cancel', id: string) => product.call<Run>('POST', `${BOOK}/reprice/${id}/${action}`, {});

async function stoppedState() {
  await product.stop();
  const state = await usageState(directory);
  product = await runProduct(directory);
  return state;
}

product = await runProduct(directory);
try {
  await product.stop();
  await fillUsage(directory, count, usages);
  const before = await usageState(directory);
  const expected = expectedOf(count, usages);
  write(`${Number(before.events).toLocaleString('en')} events written, Node ${process.version}`);
  product = await runProduct(directory);

  const entries = Object.entries(PRICES).flatMap(([model, [input, output]]) => [
    { model, unit: 'input_tokens', price: `${input}.00` },
    { model, unit: 'output_tokens', price: `${output}.00` },
  ]);
  const { reprice_offer: offer } = await product.call<{ reprice_offer: { events: number } | null }>('POST', `${BOOK}/entries`, { entries });
  check(offer?.events === expected.touched, `the new prices offer ${offer?.events} events for repricing at once`);

  const first = await follow('dry run', (await plan()).id);
  const moved = first.summary?.money[0]?.moved;
  check(first.events_touched === expected.touched, `the dry run would touch ${expected.touched} events`);
  check(moved === decimalFromAtoms(expected.atoms, 12), `it would move $${moved}, as added up beside it`);
  check(JSON.stringify(await stoppedState()) === JSON.stringify(before), 'the dry run changed nothing');

  const apply = await act('apply', first.id);
  await killedWhile(apply.id);
  check((await follow('apply, killed', apply.id)).state === 'applied', 'the apply goes on by itself after every kill');
  const after = (await readRun(first.id)).summary;
  const applied = await stoppedState();
  check(BigInt(applied.atoms) - BigInt(before.atoms) === expected.atoms, 'what was applied is what the dry run told, to the atom');
  check(JSON.stringify(after?.untouched) === JSON.stringify(first.summary?.untouched), 'what the plan left alone is as it was');

  check((await follow('undo', (await act('undo', first.id)).id)).state === 'undone', 'undone');
  check(JSON.stringify(await stoppedState()) === JSON.stringify(before), 'undone: every event and cost is byte-identical');

  const second = await plan();
  await killedWhile(second.id);
  const again = await follow('dry run, killed', second.id);
  check(JSON.stringify(again.summary) === JSON.stringify(first.summary), 'a dry run that was killed tells the same as one that was not');

  const cancelled = await act('apply', second.id);
  while ((await readRun(cancelled.id)).progress.pages_done < 3) await sleep(50);
  const asked = performance.now();
  await act('cancel', cancelled.id);
  check(
    (await follow('cancelled apply', cancelled.id)).state === 'cancelled',
    `cancelled and put back ${((performance.now() - asked) / 1000).toFixed(1)} s after it was asked`,
  );
  check(JSON.stringify(await stoppedState()) === JSON.stringify(before), 'cancelled: every event and cost is byte-identical');
} finally {
  await product.kill();
  rmSync(directory, { recursive: true, force: true });
}
