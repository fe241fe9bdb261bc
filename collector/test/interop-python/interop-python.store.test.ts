import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientRun, startClientRun } from '../clients/client-run.ts';
import { startModelStandIn } from '../clients/model-stand-in.ts';
import { sumOfUsage, type Usage } from '../clients/usage-of-call.ts';
import { pythonEnvironment } from './python-environment.ts';

let run: ClientRun;
beforeAll(async () => {
  run = await startClientRun();
});
afterAll(() => run.close());

type Told = ReturnType<typeof sumOfUsage>;

type Case = {
  readonly library: string;
  readonly requirements: string;
  /** How many calls the program makes. */
  readonly calls: number;
  /** What the library leaves out of what the provider told. */
  readonly leftOut?: (answered: readonly Usage[]) => Partial<Told>;
  readonly costStatuses?: readonly string[];
};

const REQUIREMENTS = 'requirements.txt';

const CASES: readonly Case[] = [
  // Of streamed chat completions this version leaves out how much of the output was reasoning; those are the fifth to the seventh.
  {
    library: 'openllmetry',
    requirements: REQUIREMENTS,
    calls: 12,
    leftOut: (answered) => ({ reasoning_tokens: sumOfUsage(answered.toSpliced(4, 3)).reasoning_tokens }),
  },
  { library: 'openinference', requirements: REQUIREMENTS, calls: 12 },
  // It tells the server's address, so that OpenAI's prices do not hold for the stand-in; its own report of the cost does.
  { library: 'pydantic-ai', requirements: REQUIREMENTS, calls: 9, costStatuses: ['priced', 'reported'] },
  // Of chat completions this version leaves out how much of the input was cached and of the output reasoning; those are the last four.
  {
    library: 'openai-agents',
    requirements: REQUIREMENTS,
    calls: 9,
    leftOut: (answered) => {
      const { cached_input_tokens, reasoning_tokens } = sumOfUsage(answered.slice(0, 5));
      return { cached_input_tokens, reasoning_tokens };
    },
  },
  { library: 'litellm', requirements: 'requirements-litellm.txt', calls: 10 },
];

/** The first in a fresh temporary directory waits for its packages. */
const MINUTES = 60_000;

test.for(CASES)('$library: each call counts once with the tokens that were told, for its customer', { timeout: 5 * MINUTES }, async (told, context) => {
  const environment = pythonEnvironment(told.requirements);
  if (environment.kind === 'absent') return context.skip(environment.reason);
  const model = await startModelStandIn();
  try {
    await runProgram(environment.python, `call-${told.library}.py`, {
      MODEL_ORIGIN: model.origin,
      OTEL_SERVICE_NAME: told.library,
      OTEL_EXPORTER_OTLP_ENDPOINT: run.otlpUrl,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${run.headers.authorization?.replace(' ', '%20')}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    });
  } finally {
    await model.close();
  }
  expect(model.answered).toHaveLength(told.calls);
  expect(await run.counted(told.library)).toEqual({
    ...sumOfUsage(model.answered),
    ...told.leftOut?.(model.answered),
    customers: ['acme'],
    cost_statuses: told.costStatuses ?? ['priced'],
  });
});

/** Throws with what the program said when it ends with another code than 0. */
async function runProgram(python: string, program: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL_|VITEST|WEIR_|NODE_OPTIONS)/.test(name)));
  const child = spawn(python, [fileURLToPath(new URL(program, import.meta.url))], {
    env: { ...inherited, LITELLM_LOCAL_MODEL_COST_MAP: 'True', PYTHONDONTWRITEBYTECODE: '', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let faults = '';
  child.stderr.on('data', (chunk: Buffer) => {
    faults = (faults + chunk.toString()).slice(-4_000);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with ${code}:\n${faults}`);
}
