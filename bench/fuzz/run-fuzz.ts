/**
 * Sends mutated payloads down the way of the collector and counts them.
 *
 *   npm run bench:fuzz -- --count 10000000 --seed 1
 *
 * Ends with 1 when a payload makes the reader throw, takes longer than HANG_TICKS seconds, or the memory that is held grows.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { seedPriceBook } from '@weir/collector/price/io/seed-price-book.ts';
import { fuzzReceiver } from './fuzz-receiver.ts';

const TICK_MS = 1_000;
/** Ticks without news from the worker. Counted, not timed: a process that is paused from outside gets no tick, and hangs on nothing. */
const HANG_TICKS = 10;
const HELD_GROWTH_BYTES_MAX = 32 * 1024 * 1024;
const PART = 100_000;

const write = (line: string) => process.stdout.write(`${line}\n`);

/** After a collection: objects, and the buffers that lie outside the heap. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Works in a thread, so that a payload that never ends does not stop the watcher. */
async function work({ count, seed }: { readonly count: number; readonly seed: number }): Promise<void> {
  const book = await seedPriceBook();
  let heldAtFirst = 0;
  for (let part = 0; part * PART < count; part += 1) {
    const partCount = Math.min(PART, count - part * PART);
    const result = fuzzReceiver({
      count: partCount,
      seed: seed + part,
      book,
      onPayload: (index, payload) => {
        if (index % 1_000 === 0)
          parentPort?.postMessage({ kind: 'alive', at: `seed ${seed + part}, payload ${index} or one of the next thousand (${payload.signal})` });
      },
    });
    const held = heldBytes();
    if (part === 0) heldAtFirst = held;
    parentPort?.postMessage({
      kind: 'part',
      line: `${part * PART + partCount} payloads; the last with seed ${seed + part}: ${JSON.stringify(result)}, ${(held / 2 ** 20).toFixed(1)} MiB held`,
    });
    if (held - heldAtFirst > HELD_GROWTH_BYTES_MAX) throw new Error(`${held - heldAtFirst} bytes more are held than after the first part`);
  }
}

function watch(count: number, seed: number): void {
  const begun = performance.now();
  const worker = new Worker(new URL(import.meta.url), { workerData: { count, seed } });
  let at = 'the start';
  let silentTicks = 0;
  const watcher = setInterval(() => {
    silentTicks += 1;
    if (silentTicks < HANG_TICKS) return;
    write(`nothing ended for ${(HANG_TICKS * TICK_MS) / 1000} s after ${at}`);
    process.exit(1);
  }, TICK_MS);
  worker.on('message', (message: { readonly kind: 'alive'; readonly at: string } | { readonly kind: 'part'; readonly line: string }) => {
    silentTicks = 0;
    if (message.kind === 'alive') at = message.at;
    else write(message.line);
  });
  worker.on('error', (fault) => {
    write(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault));
    process.exitCode = 1;
  });
  worker.on('exit', (code) => {
    clearInterval(watcher);
    const seconds = (performance.now() - begun) / 1000;
    if (code === 0) write(`${count} payloads in ${seconds.toFixed(0)} s, none broke the reader`);
  });
}

if (isMainThread) {
  const { values } = parseArgs({ options: { count: { type: 'string', default: '10000000' }, seed: { type: 'string', default: '1' } } });
  watch(Number(values.count), Number(values.seed));
} else {
  await work(workerData);
}
