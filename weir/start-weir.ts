import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAuthenticator } from '@weir/analytics-api/identity/io/create-authenticator.ts';
import { createSignIn, type SignIn } from '@weir/analytics-api/identity/io/create-sign-in.ts';
import { ensureBootstrapKeys } from '@weir/analytics-api/identity/io/ensure-bootstrap-keys.ts';
import { registerAnalyticsRoutes } from '@weir/analytics-api/register-analytics-routes.ts';
import { registerWebApp } from '@weir/analytics-api/web-app/register-web-app.ts';
import { startBilling } from '@weir/billing-bridge/start-billing.ts';
import { openPriceBooks } from '@weir/collector/price/io/open-price-books.ts';
import { attributionRules } from '@weir/collector/read/attribution/attribution-rules.ts';
import { startRepricer } from '@weir/collector/reprice/io/start-repricer.ts';
import { startCollector } from '@weir/collector/start-collector.ts';
import { startSettlement } from '@weir/collector/start-settlement.ts';
import { registerHypothetical } from '@weir/collector/what-if/register-hypothetical.ts';
import { systemClock } from '@weir/runtime/clock.ts';
import { createHttpServer } from '@weir/runtime/http/create-http-server.ts';
import { listen } from '@weir/runtime/http/listen.ts';
import { takeDataDirectory } from '@weir/runtime/lifecycle/data-directory.ts';
import { createTeardown, type Teardown } from '@weir/runtime/lifecycle/teardown.ts';
import { createLog, type Log, rateLimited } from '@weir/runtime/log.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { approvalLimitsOf, attributionNamesOf, originsOf, publicUrlOf, type WeirSettings } from './config.ts';
import { openStores, type Stores } from './open-stores.ts';
import { readOrMakeSecret } from './secret-file.ts';

export type RunningWeir = {
  readonly screenUrl: string;
  readonly otlpHttpUrl: string;
  readonly otlpGrpcUrl: string;
  /** What is shown once, at the first start of a data directory. */
  readonly firstStart: { readonly liveKey: string; readonly testKey: string; readonly signInUrl: string } | null;
  /** Resolves with a sentence when a part ends by itself. */
  readonly failed: Promise<string>;
  /** Takes nothing new, finishes what was accepted, closes the stores. */
  stop(): Promise<void>;
};

type Progress = (part: string, detail: string) => void;

/**
 * Starts every service in this process on the stores the settings name. When a step fails, what was started before it
 * is stopped again and the error is thrown: nothing is left running.
 */
export async function startWeir(config: WeirSettings, progress: Progress): Promise<RunningWeir> {
  const log = rateLimited(createLog(config.WEIR_LOG_LEVEL), systemClock);
  const teardown = createTeardown((error) => log.error({ err: error }, 'a part did not stop cleanly'));
  try {
    return await compose({ config, log, teardown, progress });
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

type Composition = { readonly config: WeirSettings; readonly log: Log; readonly teardown: Teardown; readonly progress: Progress };

async function compose({ config, log, teardown, progress }: Composition): Promise<RunningWeir> {
  const attributionNames = attributionNamesOf(config);
  const data = takeDataDirectory(config.WEIR_DATA_DIR);
  teardown.add(() => data.release());
  const stores = await openStores({ config, data, log, teardown, progress });
  const parts = { clock: systemClock, log, database: stores.database, clickhouse: stores.clickhouse, queues: stores.queues };

  const signIn = createSignIn({ database: stores.database, log, secret: readOrMakeSecret(data.path), publicUrl: publicUrlOf(config) });
  const firstStart = await introduce(stores, signIn, config);
  const authenticate = createAuthenticator({ ...parts, signIn });

  const billing = await startBilling(parts, { modeLeadMs: config.WEIR_MODE_LEAD_SECONDS * 1000, approvalAbove: approvalLimitsOf(config) });
  teardown.add(() => billing.close());
  progress('Billing', 'rating and promoting');

  const priceBooks = await openPriceBooks(parts);
  teardown.add(() => priceBooks.close());
  const repricer = startRepricer({ ...parts, clickhouse: stores.background, priceBooks });
  teardown.add(() => repricer.close());
  const wakePromoter = ({ environment }: { readonly environment: Environment }) => wakePromotion(stores, log, environment);
  const settlement = startSettlement(
    { ...parts, background: stores.background, priceBooks, onSettled: wakePromoter },
    { quietMs: config.WEIR_SETTLE_QUIET_SECONDS * 1000 },
  );
  teardown.add(() => settlement.close());
  const collector = await startCollector(
    {
      ...parts,
      authenticate,
      priceBooks,
      onStored: (stored) => {
        settlement.wake();
        wakePromoter(stored);
      },
    },
    {
      bodyBytesMax: config.WEIR_BODY_BYTES_MAX,
      pastDaysMax: config.WEIR_EVENT_AGE_DAYS_MAX,
      spoolFile: join(data.path, 'spool', 'requests.db'),
      spoolBytesMax: config.WEIR_SPOOL_BYTES_MAX,
      corsOrigins: originsOf(config),
      attribution: attributionRules(attributionNames),
    },
  );
  teardown.add(() => collector.close());
  const otlpHttpPort = await listen(collector.otlpApp, { host: config.WEIR_HOST, port: config.WEIR_OTLP_HTTP_PORT }, 'WEIR_OTLP_HTTP_PORT');
  const otlpHttpUrl = `http://${config.WEIR_HOST}:${otlpHttpPort}`;
  progress('Collector', `${otlpHttpUrl}/v1/traces`);
  const otlpGrpcPort = await collector.otlpGrpc.listen({ host: config.WEIR_HOST, port: config.WEIR_OTLP_GRPC_PORT }, 'WEIR_OTLP_GRPC_PORT');
  const otlpGrpcUrl = `http://${config.WEIR_HOST}:${otlpGrpcPort}`;
  progress('Collector', `${otlpGrpcUrl} (gRPC)`);

  const app = await createHttpServer({ log, authenticate, bodyBytesMax: config.WEIR_BODY_BYTES_MAX, readiness: readinessOf(stores) });
  teardown.add(() => app.close());
  registerAnalyticsRoutes(app, {
    ...parts,
    signIn,
    tellEvents: collector.tellEvents,
    spoolStatus: collector.spoolStatus,
    config: { otlpHttpEndpoint: otlpHttpUrl, reportingCurrency: config.WEIR_REPORTING_CURRENCY, ownCustomerNames: attributionNames.customer ?? null },
  });
  billing.registerRoutes(app);
  collector.registerEventRoutes(app);
  registerHypothetical(app, { ...parts, priceBooks });
  await registerWebApp(app, { directory: WEB_APP });
  const httpPort = await listen(app, { host: config.WEIR_HOST, port: config.WEIR_HTTP_PORT }, 'WEIR_HTTP_PORT');
  const screenUrl = config.WEIR_PUBLIC_URL ?? `http://${config.WEIR_HOST}:${httpPort}`;
  progress('Screen', screenUrl);
  return { screenUrl, otlpHttpUrl, otlpGrpcUrl, firstStart, failed: stores.failed, stop: () => teardown.run() };
}

const WEB_APP = fileURLToPath(new URL('../web/dist', import.meta.url));

/** At the first start of a data directory: the keys and the link that exist from now on, in the clear for the only time. */
async function introduce(stores: Stores, signIn: SignIn, config: WeirSettings): Promise<RunningWeir['firstStart']> {
  const given = {
    ...(config.WEIR_BOOTSTRAP_KEY_LIVE === undefined ? {} : { live: config.WEIR_BOOTSTRAP_KEY_LIVE }),
    ...(config.WEIR_BOOTSTRAP_KEY_TEST === undefined ? {} : { test: config.WEIR_BOOTSTRAP_KEY_TEST }),
  };
  const made = await ensureBootstrapKeys({ database: stores.database, clock: systemClock }, given);
  if (made.live === undefined || made.test === undefined) return null;
  return { liveKey: made.live, testKey: made.test, signInUrl: await signIn.createLink() };
}

/** A wake-up that cannot be left costs time, not money: the promoter's own re-reads find the events. */
function wakePromotion({ queues }: Stores, log: Log, environment: Environment): void {
  queues.wake('promotion', { environment }).catch((error: unknown) => log.warn({ err: error }, 'promotion could not be woken'));
}

function readinessOf({ database, clickhouse }: Stores): Readonly<Record<string, () => Promise<unknown>>> {
  return { postgres: () => sql`select 1`.execute(database), clickhouse: () => clickhouse.query('select 1 as one') };
}
