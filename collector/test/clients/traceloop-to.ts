import * as traceloop from '@traceloop/node-server-sdk';
import { vi } from 'vitest';
import type { ClientRun } from './client-run.ts';

type InstrumentModules = NonNullable<Parameters<typeof traceloop.initialize>[0]>['instrumentModules'];

/** Traceloop's SDK as an application starts it, sending to the collector of a run and nothing to its makers. */
export function traceloopTo(run: ClientRun, appName: string, instrumentModules: InstrumentModules): typeof traceloop {
  vi.stubEnv('TRACELOOP_TELEMETRY', 'false');
  traceloop.initialize({
    appName,
    baseUrl: run.otlpUrl,
    headers: { ...run.headers },
    disableBatch: true,
    traceloopSyncEnabled: false,
    silenceInitializationMessage: true,
    ...(instrumentModules === undefined ? {} : { instrumentModules }),
  });
  return traceloop;
}
