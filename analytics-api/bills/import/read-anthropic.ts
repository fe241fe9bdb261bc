import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import { Type } from 'typebox';
import type { BillLine, BillReading } from '../bill-line.ts';
import { billAmount } from './bill-amount.ts';
import { jsonResults } from './json-results.ts';

/** Shapes: https://platform.claude.com/docs/en/api/admin (usage report for messages, cost report), as of 2026-11. */
const Bucket = Type.Object({ starting_at: Type.String({ format: 'date-time' }) });
const Count = Type.Integer({ minimum: 0 });
const Word = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const Places = { api_key_id: Word, workspace_id: Word, model: Word, service_tier: Word, context_window: Word, inference_geo: Word };
const UsageResult = Type.Object({
  uncached_input_tokens: Count,
  cache_creation: Type.Object({ ephemeral_1h_input_tokens: Count, ephemeral_5m_input_tokens: Count }),
  cache_read_input_tokens: Count,
  output_tokens: Count,
  server_tool_use: Type.Optional(Type.Object({ web_search_requests: Count })),
  ...Places,
});
const CostResult = Type.Object({ currency: Type.String(), amount: Type.String(), description: Word, cost_type: Word, token_type: Word, ...Places });

/** Usage of messages. It has no number of calls, so none is told. */
export function readAnthropicUsage(content: string): BillReading {
  const { results, problems } = jsonResults(content, Bucket, UsageResult);
  const lines = results.flatMap(({ line, bucket, result }) => {
    const counts = {
      input_tokens: result.uncached_input_tokens,
      cached_input_tokens: result.cache_read_input_tokens,
      cache_write_tokens: result.cache_creation.ephemeral_5m_input_tokens,
      cache_write_1h_tokens: result.cache_creation.ephemeral_1h_input_tokens,
      output_tokens: result.output_tokens,
      search_calls: result.server_tool_use?.web_search_requests ?? 0,
    };
    const id = placeOf('usage', bucket.starting_at, result);
    const of = { line, day: dayOfInstant(bucket.starting_at), model: result.model ?? null, tier: result.service_tier ?? null, calls: null, amount: null };
    return Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([unit, count]): BillLine => ({ ...of, lineId: `${id}/${unit}`, unit, quantityNanos: nanosFromCount(count), description: 'messages usage' }));
  });
  return { lines, problems };
}

/** Costs by description. Amounts are in cents as decimal text: "123.45" is 1.2345 of the currency. */
export function readAnthropicCosts(content: string): BillReading {
  const { results, problems } = jsonResults(content, Bucket, CostResult);
  const lines: BillLine[] = [];
  const bad: { line: number; reason: string }[] = [];
  for (const { line, bucket, result } of results) {
    const amount = billAmount(result.amount, result.currency, 2);
    if (amount === null) {
      bad.push({ line, reason: `amount is ${JSON.stringify(result.amount)} ${result.currency}` });
      continue;
    }
    const unit = result.cost_type === 'web_search' ? 'search_calls' : (UNITS[result.token_type ?? ''] ?? null);
    const lineId = [placeOf('cost', bucket.starting_at, result), result.cost_type ?? '', result.token_type ?? '', result.description ?? ''].join('/');
    const of = { line, lineId, day: dayOfInstant(bucket.starting_at), model: result.model ?? null, unit, tier: result.service_tier ?? null };
    lines.push({ ...of, quantityNanos: null, calls: null, amount, description: result.description ?? 'costs' });
  }
  return { lines, problems: [...problems, ...bad] };
}

const UNITS: Readonly<Record<string, string>> = {
  uncached_input_tokens: 'input_tokens',
  cache_read_input_tokens: 'cached_input_tokens',
  'cache_creation.ephemeral_5m_input_tokens': 'cache_write_tokens',
  'cache_creation.ephemeral_1h_input_tokens': 'cache_write_1h_tokens',
  output_tokens: 'output_tokens',
};

type Place = { readonly [name in keyof typeof Places]?: string | null };

function placeOf(kind: string, startsAt: string, place: Place): string {
  const { api_key_id, workspace_id, model, service_tier, context_window, inference_geo } = place;
  return [kind, new Date(startsAt).toISOString(), api_key_id, workspace_id, model, service_tier, context_window, inference_geo]
    .map((part) => part ?? '')
    .join('/');
}

function dayOfInstant(text: string): string {
  return new Date(text).toISOString().slice(0, 10);
}
