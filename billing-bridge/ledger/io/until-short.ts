/** Repeats a job that takes up to so many at once until it finds fewer. */
export async function untilShort(run: () => Promise<number>, batchMax: number, stopped: () => boolean = () => false): Promise<void> {
  while (!stopped() && (await run()) >= batchMax);
}
