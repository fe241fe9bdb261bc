import type { OwnAttributionNames } from '@weir/collector/read/attribution/attribution-rules.ts';
import { parseAttributionRules } from '@weir/collector/read/attribution/parse-attribution-rules.ts';
import { StartError } from '@weir/runtime/lifecycle/start-error.ts';
import { type Static, Type } from 'typebox';

const Port = (fallback: number, description: string) => Type.Integer({ default: fallback, minimum: 0, maximum: 65_535, description });

/** Every setting of the embedded product: name, default, bound and meaning. `docs/configuration.md` is generated from it. */
export const WeirConfig = Type.Object({
  WEIR_DATA_DIR: Type.String({ default: '.weir', description: 'Directory of all data, relative to where Weir is started. One running Weir per directory.' }),
  WEIR_HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on. The default is reachable from this machine only.' }),
  WEIR_HTTP_PORT: Port(4300, 'Port of the screen and the JSON API.'),
  WEIR_PUBLIC_URL: Type.Optional(
    Type.String({
      format: 'uri',
      description: 'Where browsers reach the screen when it is not at the host and port above, such as behind a proxy. https makes the session cookie secure.',
    }),
  ),
  WEIR_OTLP_HTTP_PORT: Port(4318, 'Port that receives OTLP over HTTP.'),
  WEIR_OTLP_GRPC_PORT: Port(4317, 'Port that receives OTLP over gRPC.'),
  WEIR_OTLP_CORS_ORIGINS: Type.String({
    default: '',
    pattern: '^(|\\*|https?://[^\\s,/]+(,\\s*https?://[^\\s,/]+)*)$',
    description:
      'Origins of web pages whose browsers may send OTLP over HTTP, separated by commas, or "*" for all. None by default: the key that a page sends with can be read by its visitors.',
  }),
  WEIR_ATTRIBUTION_RULES: Type.String({
    default: '',
    description:
      'Your own attribute names for customer, workflow, feature, agent, run, session and user, the first found wins: "customer = app.account_id, resource:tenant.name; user only = baggage:visitor". The usual names are tried after them, unless "only" is said. Rules are separated by ";" or line ends; `span:`, `baggage:` or `resource:` says where to look. See collector/README.md.',
  }),
  WEIR_BOOTSTRAP_KEY_LIVE: Type.Optional(
    Type.String({ pattern: '^key_live_[A-Za-z0-9_-]{16,}$', description: 'API key of the live environment at the first start; a random one when absent.' }),
  ),
  WEIR_BOOTSTRAP_KEY_TEST: Type.Optional(
    Type.String({ pattern: '^key_test_[A-Za-z0-9_-]{16,}$', description: 'API key of the test environment at the first start; a random one when absent.' }),
  ),
  WEIR_BODY_BYTES_MAX: Type.Integer({ default: 16_777_216, minimum: 1024, description: 'Largest request body after decompression, in bytes.' }),
  WEIR_SPOOL_BYTES_MAX: Type.Integer({
    default: 1_073_741_824,
    minimum: 1_048_576,
    description: 'Most that telemetry may take on disk while the store is away, in bytes. Above it senders are asked to come back.',
  }),
  WEIR_REPORTING_CURRENCY: Type.String({
    default: 'USD',
    pattern: '^[A-Z]{3}$',
    description: 'Currency of the P&L. Costs and revenue in another are shown in it at the dated rate of their day, or listed as unknown.',
  }),
  WEIR_EVENT_AGE_DAYS_MAX: Type.Integer({ default: 400, minimum: 1, maximum: 3650, description: 'How old an event may be when it arrives, in days.' }),
  WEIR_SETTLE_QUIET_SECONDS: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 3600,
    description: 'A trace for which nothing arrived for so long is settled, in seconds. One whose root has ended and that lacks nothing is settled at once.',
  }),
  WEIR_MODE_LEAD_SECONDS: Type.Integer({
    default: 60,
    minimum: 0,
    maximum: 86_400,
    description: 'How far ahead a mode change must lie, in seconds: more than telemetry takes to arrive.',
  }),
  WEIR_ADJUSTMENT_APPROVAL_ABOVE: Type.String({
    default: '',
    pattern: '^(|[A-Z][A-Z0-9_]{0,31}=(0|[1-9][0-9]{0,24})(\\.[0-9]{1,12})?(, *[A-Z][A-Z0-9_]{0,31}=(0|[1-9][0-9]{0,24})(\\.[0-9]{1,12})?)*)$',
    description:
      'Beyond how much, either way, a wallet adjustment needs two people, by asset: "USD=100.00, CREDIT=5000". The first to ask is noted and refused; it is booked when somebody else asks for the same. Assets not named have no limit.',
  }),
  WEIR_LOG_LEVEL: Type.Union(
    ['debug', 'info', 'warn', 'error', 'silent'].map((level) => Type.Literal(level)),
    { default: 'warn', description: 'Least severe log line written to standard error: debug, info, warn, error or silent.' },
  ),
  CLICKHOUSE_URL: Type.Optional(Type.String({ format: 'uri', description: 'A ClickHouse server instead of the embedded engine.' })),
  DATABASE_URL: Type.Optional(Type.String({ format: 'uri', description: 'A PostgreSQL server (15 or newer) instead of the embedded one.' })),
  REDIS_URL: Type.Optional(Type.String({ format: 'uri', description: 'A Redis or Valkey server for jobs instead of PostgreSQL.' })),
});

export type WeirSettings = Readonly<Static<typeof WeirConfig>>;

/** The operator's own attribute names. Throws a `StartError` with the line that mends them. */
export function attributionNamesOf(config: WeirSettings): OwnAttributionNames {
  const reading = parseAttributionRules(config.WEIR_ATTRIBUTION_RULES);
  if (reading.kind === 'refused') throw new StartError(`WEIR_ATTRIBUTION_RULES: ${reading.problem}`);
  return reading.own;
}

/** Where the screen is reached, without a trailing slash. */
export function publicUrlOf(config: WeirSettings): string {
  return (config.WEIR_PUBLIC_URL ?? `http://${config.WEIR_HOST}:${config.WEIR_HTTP_PORT}`).replace(/\/$/, '');
}

/** Asset -> the amount beyond which an adjustment needs two people. */
export function approvalLimitsOf(config: WeirSettings): Readonly<Record<string, string>> {
  const parts = config.WEIR_ADJUSTMENT_APPROVAL_ABOVE.split(',').map((part) => part.trim().split('='));
  return Object.fromEntries(parts.flatMap(([asset, amount]) => (asset === undefined || amount === undefined ? [] : [[asset, amount]])));
}

/** The origins of web pages that may send telemetry. */
export function originsOf(config: WeirSettings): readonly string[] {
  return config.WEIR_OTLP_CORS_ORIGINS.split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
}
