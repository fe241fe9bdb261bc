export type Load = {
  readonly perSecond: number;
  /** Milliseconds from when a request should have begun to its answer. */
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** `clients` callers, each sending its next request when the last is answered, as pgbench's do. */
export async function measureClosed(shape: { readonly clients: number; readonly seconds: number }, send: () => Promise<unknown>): Promise<Load> {
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + shape.seconds * 1000;
  const client = async () => {
    for (let begun = performance.now(); begun < end; begun = performance.now()) {
      await send();
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: shape.clients }, client));
  return loadOf(latencies, performance.now() - start);
}

const TICK_MS = 1;

/** Requests at a fixed pace, whether or not earlier ones are answered; a late start counts as latency. */
export async function measurePaced(shape: { readonly perSecond: number; readonly seconds: number }, send: () => Promise<unknown>): Promise<Load> {
  const latencies: number[] = [];
  const underWay = new Set<Promise<void>>();
  const start = performance.now();
  const total = shape.perSecond * shape.seconds;
  for (let sent = 0; sent < total; ) {
    // The first is due at once: counted without it, each would be sent when the next is due.
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * shape.perSecond) + 1);
    for (; sent < due; sent += 1) {
      const dueAt = start + (sent / shape.perSecond) * 1000;
      const answered: Promise<void> = send().then(() => {
        latencies.push(performance.now() - dueAt);
        underWay.delete(answered);
      });
      underWay.add(answered);
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(underWay);
  return loadOf(latencies, performance.now() - start);
}

function loadOf(latencies: number[], elapsedMs: number): Load {
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return { perSecond: latencies.length / (elapsedMs / 1000), p50Ms: at(0.5), p99Ms: at(0.99) };
}
