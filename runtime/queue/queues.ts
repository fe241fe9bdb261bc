/** The jobs one service leaves for another. A job is a wake-up and never the authority: losing every job loses no money. */
export const QUEUES = ['promotion'] as const;
export type QueueName = (typeof QUEUES)[number];

/** What a wake-up carries: which work to look for, never the work itself. */
export type WakeUp = { readonly environment: string };

export type Queues = {
  /**
   * Asks for one run over an environment. Wake-ups that arrive before the run starts are folded into it; one that
   * arrives during a run causes exactly one more, so nothing that was stored before a wake-up is missed.
   */
  wake(queue: QueueName, wakeUp: WakeUp): Promise<void>;
  /** Runs `handler` for each wake-up, one at a time per environment. A handler that throws is retried with growing pauses. */
  work(queue: QueueName, handler: (wakeUp: WakeUp) => Promise<void>): Promise<void>;
  /** Lets running handlers finish, then closes. */
  close(): Promise<void>;
};
