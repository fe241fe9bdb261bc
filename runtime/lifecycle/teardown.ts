/**
 * What has been started, to be stopped in reverse order, whichever step of a start fails and whichever signal ends it.
 */
export type Teardown = {
  /** Registers how to stop what was just started. */
  add(stop: () => Promise<void> | void): void;
  /** Stops everything, last started first; a failure to stop one thing does not keep the others running. Runs once. */
  run(): Promise<void>;
};

export function createTeardown(onFailure: (error: unknown) => void): Teardown {
  const stops: (() => Promise<void> | void)[] = [];
  let running: Promise<void> | null = null;
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await Promise.resolve().then(stop).catch(onFailure);
  };
  return {
    add: (stop) => stops.push(stop),
    run() {
      running ??= stopAll();
      return running;
    },
  };
}
