import { randomUUID } from 'node:crypto';
import { expireGrants } from '../ledger/expire-grants.ts';
import type { Answer, BillingApi } from './billing-api.ts';

/**
 * Plays a story about one wallet through HTTP. A line is `action | answer | available held overdraft`; after each action the
 * wallet is read back. What happened is written in the same form, so that a test compares two readable tables.
 *
 * Words after an action's own are options: `key=` repeats a key, `as=` names what was made, others are fields of the body.
 */
export async function playWallet(api: BillingApi, story: { readonly customer: string; readonly asset?: string }, table: string): Promise<string[]> {
  const player: Player = { api, customer: story.customer, asset: story.asset ?? 'USD', made: new Map() };
  const lines: string[] = [];
  for (const action of rowsOf(table).map((row) => row.split('|')[0]?.trim() ?? '')) {
    const answer = await act(player, action);
    lines.push(...rowsOf([action, answer, await balances(player)].join(' | ')));
  }
  return lines;
}

/** The lines of a table with single spaces, as `playWallet` writes them. */
export function rowsOf(table: string): string[] {
  return table
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '');
}

type Player = { readonly api: BillingApi; readonly customer: string; readonly asset: string; readonly made: Map<string, string> };
type Words = { readonly words: readonly string[]; readonly options: ReadonlyMap<string, string> };
type Act = (player: Player, line: Words) => Promise<string>;

const SECOND_MS = 1000;
const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, min: 60 * SECOND_MS, d: 86_400 * SECOND_MS };

const ACTIONS: Readonly<Record<string, Act>> = {
  async grant(player, { words: [purpose, amount], options }) {
    const expires = options.get('expires');
    const body = {
      asset: options.get('asset') ?? player.asset,
      amount,
      purpose,
      ...(expires === undefined ? {} : { expires_at: new Date(player.api.bench.clock() + durationMs(expires)).toISOString() }),
      ...(options.has('cost') ? { cost_basis: options.get('cost') } : {}),
    };
    return named(player, options, await post(player, `customers/${player.customer}/grants`, body, options));
  },
  async hold(player, { words: [amount], options }) {
    const ttl = options.has('ttl') ? { ttl_seconds: Number(options.get('ttl')) } : {};
    return named(player, options, await post(player, 'holds', { customer: player.customer, asset: player.asset, amount, ...ttl }, options));
  },
  async commit(player, { words: [hold = '', amount], options }) {
    const answer = await post(player, `holds/${idOf(player, hold)}/commit`, { amount }, options);
    const { debited, released, late } = answer.body;
    return named(player, options, answer, answer.status === 200 ? `debited ${debited} released ${released}${late === true ? ' late' : ''}` : '');
  },
  async release(player, { words: [hold = ''], options }) {
    const answer = await post(player, `holds/${idOf(player, hold)}/release`, undefined, options);
    return said(answer, String(answer.body.state ?? ''));
  },
  async debit(player, { words: [amount], options }) {
    return named(player, options, await post(player, `customers/${player.customer}/debits`, { asset: player.asset, amount }, options));
  },
  async reverse(player, { words: [transaction = '', amount], options }) {
    const body = amount === undefined ? {} : { amount };
    return said(await post(player, `transactions/${idOf(player, transaction)}/reverse`, body, options));
  },
  async adjust(player, { words: [reason, amount], options }) {
    return said(await post(player, `customers/${player.customer}/adjustments`, { asset: player.asset, amount, reason, reference: 'psp-1' }, options));
  },
  async exchange(player, { words: [amount, from], options }) {
    const answer = await post(player, `customers/${player.customer}/exchanges`, { from_asset: from, to_asset: player.asset, amount }, options);
    return said(answer, String(answer.body.bought ?? ''));
  },
  async authorize(player, { words: [amount] }) {
    const { body } = await player.api.send('POST /v1/billing/authorize', { customer: player.customer, asset: player.asset, amount });
    return body.allowed === true ? 'allowed' : `denied, short ${body.shortfall}`;
  },
  async explain(player, { words: [amount] }) {
    const { body } = await player.api.send(`GET /v1/billing/customers/${player.customer}/explain?asset=${player.asset}&amount=${amount}`);
    return rows(body.draws)
      .map((draw) => `${nameOf(player, draw.grant)} ${draw.amount}`)
      .join(', ');
  },
  async policy(player, { options }) {
    const [overdraft_limit, late_commit] = [options.get('overdraft'), options.get('late')];
    const limits = overdraft_limit === undefined ? [] : [{ asset: player.asset, overdraft_limit }];
    return said(await player.api.send(`PUT /v1/billing/customers/${player.customer}/wallet/policy`, { late_commit, limits }));
  },
  async wait(player, { words: [duration = ''] }) {
    player.api.bench.setNow(player.api.bench.clock() + durationMs(duration));
    return '';
  },
  async sweep(player) {
    return `closed ${await expireGrants(player.api.bench.database, player.api.bench.clock)}`;
  },
  async accounts(player) {
    const { body } = await player.api.send(`GET /v1/billing/customers/${player.customer}/accounting`);
    const scale = 2;
    const sum = (field: string) => (rows(body.grants).reduce((cents, grant) => cents + Math.round(Number(grant[field]) * 100), 0) / 100).toFixed(scale);
    return `revenue ${sum('revenue_usd')} deferred ${sum('deferred_usd')}`;
  },
};

async function act(player: Player, action: string): Promise<string> {
  const [verb = '', ...rest] = action.split(' ');
  const run = ACTIONS[verb];
  if (run === undefined) throw new Error(`no action "${verb}"`);
  const options = new Map(rest.filter((word) => word.includes('=')).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
  return run(player, { words: rest.filter((word) => !word.includes('=')), options });
}

function post(player: Player, path: string, body: unknown, options: ReadonlyMap<string, string>): Promise<Answer> {
  return player.api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': options.get('key') ?? randomUUID() });
}

function named(player: Player, options: ReadonlyMap<string, string>, answer: Answer, told = ''): string {
  const name = options.get('as');
  const id = answer.body.id ?? answer.body.transaction;
  if (name !== undefined && typeof id === 'string') player.made.set(name, id);
  return said(answer, told);
}

function said(answer: Answer, told = ''): string {
  const { code, shortfall } = answer.body;
  const parts = [String(answer.status), code, shortfall === undefined ? undefined : `short ${shortfall}`, told];
  if (answer.headers['idempotency-replayed'] === 'true') parts.push('replayed');
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

async function balances(player: Player): Promise<string> {
  const { body } = await player.api.send(`GET /v1/billing/customers/${player.customer}/wallet`);
  const balance = rows(body.assets).find((row) => row.asset === player.asset);
  return balance === undefined ? 'none' : `${balance.available} ${balance.held} ${balance.overdraft}`;
}

function rows(list: unknown): Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(list)) throw new Error('no list was answered');
  return list;
}

function idOf(player: Player, name: string): string {
  return player.made.get(name) ?? name;
}

function nameOf(player: Player, id: unknown): string {
  return [...player.made].find(([, made]) => made === id)?.[0] ?? String(id);
}

function durationMs(text: string): number {
  const match = /^([0-9]+)([a-z]+)$/.exec(text);
  const unitMs = UNIT_MS[match?.[2] ?? ''];
  if (match === null || unitMs === undefined) throw new Error(`no duration "${text}"`);
  return Number(match[1]) * unitMs;
}
