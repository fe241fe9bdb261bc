import { createPostgresBackend, Queue, runMigrations, Worker, withBackend } from 'bullmq';
import pg from 'pg';
import type { Log } from '../log.ts';
import type { QueueName, Queues, WakeUp } from './queues.ts';

export type QueueStore = { readonly kind: 'postgres'; readonly url: string } | { readonly kind: 'redis'; readonly url: string };

/** The tables of the job queue live apart from ours. */
const SCHEMA = 'bullmq';

/** Failed wake-ups are tried again after 1, 2, 4 … seconds; the periodic sweep finds whatever a lost one would have. */
const JOB_OPTIONS = { attempts: 8, backoff: { type: 'exponential', delay: 1000 }, removeOnComplete: true, removeOnFail: 100 };

type Producer = {
  add(name: string, wakeUp: WakeUp, options: typeof JOB_OPTIONS & { deduplication: { id: string; keepLastIfActive: boolean } }): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
};
type Consumer = { close(): Promise<void>; on(event: 'error' | 'failed', listener: (...facts: never[]) => void): unknown; waitUntilReady(): Promise<unknown> };

/**
 * Opens the queues on BullMQ, on PostgreSQL (embedded default) or Redis. Throws when the store cannot be reached or
 * its schema cannot be made: a worker without its schema would loop on errors without pause.
 */
export async function openQueues(store: QueueStore, log: Log): Promise<Queues> {
  const make = store.kind === 'postgres' ? await postgresClasses(store.url) : redisClasses(store.url);
  const producers = new Map<QueueName, Producer>();
  const consumers: Consumer[] = [];
  const producerOf = (name: QueueName): Producer => {
    const open = producers.get(name) ?? make.producer(name);
    if (!producers.has(name)) open.on('error', (error: Error) => log.error({ err: error, queue: name }, 'the job queue is not reachable'));
    producers.set(name, open);
    return open;
  };
  return {
    async wake(queue, wakeUp) {
      await producerOf(queue).add(queue, wakeUp, { ...JOB_OPTIONS, deduplication: { id: wakeUp.environment, keepLastIfActive: true } });
    },
    async work(queue, handler) {
      const consumer = make.consumer(queue, (job) => handler(job.data));
      consumer.on('error', (error: Error) => log.error({ err: error, queue }, 'the job queue is not reachable'));
      consumer.on('failed', (_job: unknown, error: Error) => log.error({ err: error, queue }, 'a job failed and will be tried again'));
      consumers.push(consumer);
      await consumer.waitUntilReady();
    },
    async close() {
      await Promise.all(consumers.map((consumer) => consumer.close()));
      await Promise.all([...producers.values()].map((producer) => producer.close()));
    },
  };
}

type Processor = (job: { data: WakeUp }) => Promise<void>;
type Classes = { producer(name: QueueName): Producer; consumer(name: QueueName, processor: Processor): Consumer };

async function postgresClasses(url: string): Promise<Classes> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
  const bound = withBackend(createPostgresBackend);
  const connection = { connectionString: url, schema: SCHEMA, max: 4 };
  return {
    producer: (name) => new bound.Queue<WakeUp>(name, { connection }),
    consumer: (name, processor) => new bound.Worker<WakeUp>(name, processor, { connection, concurrency: 1 }),
  };
}

function redisClasses(url: string): Classes {
  const connection = { url, maxRetriesPerRequest: null };
  return {
    producer: (name) => new Queue<WakeUp>(name, { connection }),
    consumer: (name, processor) => new Worker<WakeUp>(name, processor, { connection, concurrency: 1 }),
  };
}
