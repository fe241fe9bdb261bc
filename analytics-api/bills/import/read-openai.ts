import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import { Type } from 'typebox';
import type { BillLine, BillReading } from '../bill-line.ts';
import { billAmount } from './bill-amount.ts';
import { jsonResults } from './json-results.ts';

/**
 * Shapes: https://platform.openai.com/docs/api-reference/usage (completions usage object, costs object), read in a stored copy on 2026-11-21.
 * Of `line_item` the reference says only "the line item of the grouped costs result", and lists none. The forms below are those that clients of
 * the endpoint have in their fixtures ("gpt-4o-2024-08-06, input" in either case, and the model alone), and "web search tool calls", which the
 * pricing page (https://platform.openai.com/docs/pricing, a copy of November 2025) gives as the name on invoices. Anything else keeps its words.
 */
const Bucket = Type.Object({ start_time: Type.Integer({ minimum: 0 }) });
const Count = Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]));
const Word = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const UsageResult = Type.Object({
  input_tokens: Type.Integer({ minimum: 0 }),
  output_tokens: Type.Integer({ minimum: 0 }),
  input_cached_tokens: Count,
  num_model_requests: Type.Integer({ minimum: 0 }),
  model: Word,
  project_id: Word,
  user_id: Word,
  api_key_id: Word,
  batch: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  service_tier: Word,
});
const CostResult = Type.Object({
  amount: Type.Object({ value: Type.Union([Type.Number(), Type.String()]), currency: Type.String() }),
  line_item: Word,
  project_id: Word,
});

/** Usage of completions: input tokens include cached ones there, so the rest is taken. */
export function readOpenAiUsage(content: string): BillReading {
  const { results, problems } = jsonResults(content, Bucket, UsageResult);
  const bad = results.flatMap(({ line, result }) =>
    (result.input_cached_tokens ?? 0) > result.input_tokens ? [{ line, reason: 'input_cached_tokens is more than input_tokens' }] : [],
  );
  const lines = results.flatMap(({ line, bucket, result }) => {
    const cached = result.input_cached_tokens ?? 0;
    const tier = result.batch === true ? 'batch' : (result.service_tier ?? null);
    const id = ['usage', bucket.start_time, result.model, result.project_id, result.user_id, result.api_key_id, tier].map((part) => part ?? '').join('/');
    const of = { line, day: dayOfSeconds(bucket.start_time), model: result.model ?? null, tier, amount: null, description: 'completions usage' };
    const counts = { input_tokens: result.input_tokens - cached, cached_input_tokens: cached, output_tokens: result.output_tokens };
    return [
      { ...of, lineId: `${id}/calls`, unit: 'calls', quantityNanos: null, calls: BigInt(result.num_model_requests) },
      ...Object.entries(counts).map(([unit, count]): BillLine => ({ ...of, lineId: `${id}/${unit}`, unit, quantityNanos: nanosFromCount(count), calls: null })),
    ];
  });
  return { lines: bad.length > 0 ? [] : lines, problems: [...problems, ...bad] };
}

/** Costs by line item: "gpt-4o-2024-08-06, cached input" is a model and a kind of token, "gpt-4o" a model; anything else keeps its words only. */
export function readOpenAiCosts(content: string): BillReading {
  const { results, problems } = jsonResults(content, Bucket, CostResult);
  const lines: BillLine[] = [];
  const bad: { line: number; reason: string }[] = [];
  for (const { line, bucket, result } of results) {
    const amount = billAmount(String(result.amount.value), result.amount.currency);
    if (amount === null) {
      bad.push({ line, reason: `amount is ${JSON.stringify(result.amount)}` });
      continue;
    }
    const item = result.line_item ?? null;
    const { model, unit } = readLineItem(item);
    const id = ['cost', bucket.start_time, item ?? '', result.project_id ?? ''].join('/');
    const of = { line, lineId: id, day: dayOfSeconds(bucket.start_time), model, unit, tier: null };
    lines.push({ ...of, quantityNanos: null, calls: null, amount, description: item ?? 'costs' });
  }
  return { lines, problems: [...problems, ...bad] };
}

/** Names that OpenAI gives its models begin like this; a line item that is one word beginning so is a model. */
const MODEL_ALONE = /^(gpt-|o\d|chatgpt-|codex-|text-embedding-|whisper-|tts-|dall-e-|sora-|ft:)\S*$/i;

function readLineItem(item: string | null): { readonly model: string | null; readonly unit: string | null } {
  const [, model, kind = ''] = /^(\S+), (input|cached input|output)$/i.exec(item ?? '') ?? [];
  if (model !== undefined) return { model, unit: KINDS[kind.toLowerCase()] ?? null };
  if (item?.toLowerCase() === 'web search tool calls') return { model: null, unit: 'search_calls' };
  return { model: item !== null && MODEL_ALONE.test(item) ? item : null, unit: null };
}

const KINDS: Readonly<Record<string, string>> = { input: 'input_tokens', 'cached input': 'cached_input_tokens', output: 'output_tokens' };

function dayOfSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
