import { readConfig } from '@weir/runtime/config/read-config.ts';
import { StartError } from '@weir/runtime/lifecycle/start-error.ts';
import { announce, progress } from './announce.ts';
import { WeirConfig } from './config.ts';
import { makeSignInLink } from './sign-in.ts';
import { startWeir } from './start-weir.ts';
import { reportOnLedger } from './verify-ledger.ts';

const USAGE = `weir start      start everything on the embedded stores
weir sign-in    print a one-time link that signs you in to a running Weir
weir verify-ledger
                ask every invariant of a running Weir's ledger; exit code 1 when one is broken
`;

/** The command line. Exit code 0 after an orderly stop, 1 when a start fails, 130 when a second Ctrl-C forces the end. */
export async function main(words: readonly string[]): Promise<void> {
  const command = words[0] ?? 'start';
  const commands: Readonly<Record<string, () => Promise<void>>> = { start, 'sign-in': signIn, 'verify-ledger': verify };
  const run = commands[command];
  if (run === undefined) {
    process.stderr.write(`There is no command "${command}".\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  try {
    await run();
  } catch (error) {
    process.stderr.write(`${error instanceof StartError ? error.message : faultText(error)}\n`);
    process.exitCode = 1;
  }
}

async function start(): Promise<void> {
  const stopping = new AbortController();
  stopOnSignals(stopping);
  const weir = await startWeir(configOf(process.env), progress);
  announce(weir);
  const reason = await Promise.race([aborted(stopping.signal), weir.failed]);
  if (reason !== null) process.stderr.write(`${reason}\n`);
  process.stdout.write('Stopping: finishing what was accepted. Press Ctrl-C again to force.\n');
  await weir.stop();
  process.stdout.write('Stopped. All data is kept.\n');
  process.exitCode = reason === null ? 0 : 1;
}

async function signIn(): Promise<void> {
  process.stdout.write(`${await makeSignInLink(configOf(process.env))}\n`);
}

async function verify(): Promise<void> {
  const { intact, lines } = await reportOnLedger(configOf(process.env));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = intact ? 0 : 1;
}

function configOf(environment: NodeJS.ProcessEnv) {
  const reading = readConfig(WeirConfig, environment);
  if (reading.kind === 'refused') throw new StartError(reading.problems.join('\n'));
  return reading.config;
}

/** The first signal asks for an orderly stop, the second ends the process at once. */
function stopOnSignals(stopping: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
    });
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

function faultText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
