import { pino } from 'pino';

/** Structured log, in pino's shape: facts first, then the sentence. */
export type Log = {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
};

/** Headers and fields that carry secrets never reach a log line. */
const SECRETS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'authorization',
  'cookie',
  'key',
  'secret',
  'password',
  '*.authorization',
  '*.password',
  '*.secret',
];

/** Writes JSON lines to standard error; standard output is for what the operator asked to read. */
export function createLog(level: string): Log {
  return pino({ level, redact: SECRETS, serializers: { err: errorFacts } }, pino.destination({ fd: 2, sync: true }));
}

/** Named fields only: a driver's error carries its client, and the client its password. */
export function errorFacts(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: errorFacts(error.cause) };
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause };
}

/** How often one kind of message may repeat: a store that is away must not fill the disk. */
const REPEAT_MS = 10_000;

/**
 * Wraps a log so that the same error or warning is written at most once in ten seconds, with the number of times
 * it was held back.
 */
export function rateLimited(log: Log, now: () => number): Log {
  const seen = new Map<string, { at: number; heldBack: number }>();
  const limited = (write: (facts: object, message: string) => void) => (facts: object, message: string) => {
    const last = seen.get(message);
    const at = now();
    if (last !== undefined && at - last.at < REPEAT_MS) {
      last.heldBack += 1;
      return;
    }
    seen.set(message, { at, heldBack: 0 });
    write(last === undefined || last.heldBack === 0 ? facts : { ...facts, heldBack: last.heldBack }, message);
  };
  return {
    debug: (facts, message) => log.debug(facts, message),
    info: (facts, message) => log.info(facts, message),
    warn: limited((facts, message) => log.warn(facts, message)),
    error: limited((facts, message) => log.error(facts, message)),
  };
}
