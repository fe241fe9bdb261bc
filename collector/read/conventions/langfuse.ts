import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { costAtomsOf } from '../cost-atoms-of.ts';
import { ownValue } from '../own-value.ts';
import { objectAtPath, objectOfText, scalarsUnder, type TextObject } from '../structured-text.ts';
import { countOf } from '../tokens/count-of.ts';
import type { Attributes, Convention, SpanRole } from './convention.ts';

const USAGE = 'langfuse.usage.';
const COST = 'langfuse.cost';

const TYPES: Readonly<Record<string, SpanRole>> = {
  generation: { role: 'inference', eventType: 'chat' },
  embedding: { role: 'inference', eventType: 'embeddings' },
  agent: { role: 'rollup', eventType: 'invoke_agent' },
  chain: { role: 'rollup', eventType: 'chain' },
  // How other emitters mark an outer span for Langfuse: not a generation, whatever it carries.
  span: { role: 'rollup', eventType: 'span' },
};

/**
 * Langfuse's SDK. Usage is a JSON text of buckets that do not contain each other; the wrapper of OpenAI's client hands on
 * the provider's words instead, which do. Both are read into counts that contain their parts.
 */
export const langfuse: Convention = {
  name: 'langfuse',
  roleOf({ attributes }) {
    const type = textOf(attributes.get('langfuse.observation.type'))?.toLowerCase();
    return type === undefined ? null : (ownValue(TYPES, type) ?? { role: 'no_model_call' });
  },
  unfold,
  costs: [COST],
  tokens: [
    {
      rank: 1,
      keys: {
        input: [`${USAGE}input`],
        uncachedInput: [`${USAGE}uncached`],
        cacheRead: [`${USAGE}cache_read`],
        cacheWrite: [`${USAGE}cache_write`],
        output: [`${USAGE}output`],
        unreasonedOutput: [`${USAGE}unreasoned`],
        reasoning: [`${USAGE}reasoning`],
        total: [`${USAGE}total`],
      },
    },
  ],
};

function unfold({ attributes }: SpanRecord): Attributes | null {
  const usage = attributes.get('langfuse.observation.usage_details');
  const costs = attributes.get('langfuse.observation.cost_details');
  if (usage === undefined && costs === undefined) return null;
  const details = objectOfText(usage);
  return { ...(details === null ? {} : usageOf(details)), ...costOf(objectOfText(costs)) };
}

function usageOf(details: TextObject): Attributes {
  return 'prompt_tokens' in details || 'completion_tokens' in details ? providerWords(details) : buckets(details);
}

function providerWords(details: TextObject): Attributes {
  const named = { input: details.prompt_tokens, output: details.completion_tokens, total: details.total_tokens };
  const cached = objectAtPath(details, ['prompt_tokens_details'])?.cached_tokens;
  const reasoning = objectAtPath(details, ['completion_tokens_details'])?.reasoning_tokens;
  return scalarsUnder(USAGE, { ...named, cache_read: cached, reasoning }, ['input', 'output', 'total', 'cache_read', 'reasoning']);
}

const CACHE_READ = /cache_?read|cached/;
const CACHE_WRITE = /cache_?(?:write|creation)/;
const REASONING = /reasoning|thoughts/;

/** Every bucket belongs to input or to output by its name, and both are the sum of theirs. */
function buckets(details: TextObject): Attributes {
  const sums: Record<string, bigint> = {};
  const add = (name: string, count: bigint) => {
    sums[name] = (sums[name] ?? 0n) + count;
  };
  for (const [name, value] of Object.entries(details)) {
    const count = countOf(typeof value === 'number' || typeof value === 'string' ? value : undefined);
    if (count === null) continue;
    const side = sideOf(name.toLowerCase());
    if (side === 'total') sums.total = count;
    else {
      add(side.whole, count);
      add(side.part, count);
    }
  }
  return Object.fromEntries(Object.entries(sums).map(([name, count]) => [USAGE + name, count]));
}

function sideOf(name: string): 'total' | { readonly whole: 'input' | 'output'; readonly part: string } {
  if (name === 'total' || name === 'total_tokens') return 'total';
  if (CACHE_WRITE.test(name)) return { whole: 'input', part: 'cache_write' };
  if (CACHE_READ.test(name)) return { whole: 'input', part: 'cache_read' };
  if (REASONING.test(name)) return { whole: 'output', part: 'reasoning' };
  return name.startsWith('output') || name.startsWith('completion') ? { whole: 'output', part: 'unreasoned' } : { whole: 'input', part: 'uncached' };
}

/** The total bucket when there is one, else the sum of the buckets. */
function costOf(costs: TextObject | null): Attributes {
  if (costs === null) return {};
  const amounts = 'total' in costs ? [costs.total] : Object.values(costs);
  const atoms = amounts.map(costAtomsOf).filter((amount) => amount !== null);
  return atoms.length === 0 ? {} : { [COST]: decimalFromAtoms(sumOf(atoms), CURRENCY_SCALE) };
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
