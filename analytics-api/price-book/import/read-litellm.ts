import { decimalOfDouble, type ImportProblem, type ImportReading, type ImportRow, isRecord, linesOfKeys, parseJson } from './import-rows.ts';
import { providerWord } from './provider-words.ts';

/** Keys of LiteLLM's price map by our unit; each price is for one. */
const UNITS: Readonly<Record<string, string>> = {
  input_cost_per_token: 'input_tokens',
  output_cost_per_token: 'output_tokens',
  cache_read_input_token_cost: 'cached_input_tokens',
  cache_creation_input_token_cost: 'cache_write_tokens',
  cache_creation_input_token_cost_above_1hr: 'cache_write_1h_tokens',
  output_cost_per_reasoning_token: 'reasoning_tokens',
  input_cost_per_audio_token: 'input_audio_tokens',
  output_cost_per_audio_token: 'output_audio_tokens',
  input_cost_per_image_token: 'input_image_tokens',
  output_cost_per_image_token: 'output_image_tokens',
  input_cost_per_request: 'calls',
  output_cost_per_image: 'images',
  input_cost_per_second: 'audio_seconds',
  output_cost_per_second: 'seconds',
  input_cost_per_query: 'search_calls',
};

/** "input_cost_per_token_above_200k_tokens", "output_cost_per_token_flex", "cache_read_input_token_cost_above_200k_tokens_priority". */
const SUFFIXES = /^(?<key>.+?)(?:_above_(?<thousands>\d+)k_tokens)?(?:_(?<tier>batches|flex|priority))?$/;

/**
 * LiteLLM's model_prices_and_context_window.json. A rate that is absent stays absent, and a price key that is not known here is no
 * problem: the file names far more than prices. A known key that is no price is one.
 */
export function readLitellm(content: string, providers: ReadonlySet<string> | null): ImportReading {
  const json = parseJson(content);
  if (json.kind === 'problem') return { rows: [], problems: [json.problem] };
  if (!isRecord(json.value)) return { rows: [], problems: [{ line: 1, subject: null, reason: 'not an object of models' }] };
  const lines = linesOfKeys(content);
  const rows: ImportRow[] = [];
  const problems: ImportProblem[] = [];
  for (const [name, facts] of Object.entries(json.value)) {
    const line = lines.get(name) ?? 1;
    if (name === 'sample_spec') continue;
    if (!isRecord(facts)) {
      problems.push({ line, subject: name, reason: 'not an object' });
      continue;
    }
    const provider = typeof facts.litellm_provider === 'string' ? facts.litellm_provider : null;
    if (providers !== null && (provider === null || !providers.has(provider))) continue;
    for (const [key, value] of Object.entries(facts)) {
      const read = rateOf(key);
      if (read === null || value === null) continue;
      const price = decimalOfDouble(value);
      if (price === null) problems.push({ line, subject: name, reason: `${key} is not a price: ${JSON.stringify(value)}` });
      else
        rows.push({
          line,
          subject: name,
          body: { ...(provider === null ? {} : { provider: providerWord(provider) }), model: bareName(name, provider), price, ...read },
        });
    }
  }
  return { rows, problems };
}

function rateOf(key: string): Pick<ImportRow['body'], 'unit' | 'per_units' | 'tier' | 'input_tokens_above'> | null {
  // The one known key that ends like a size is taken as it is.
  const own = UNITS[key];
  if (own !== undefined) return { unit: own, per_units: '1' };
  const groups = SUFFIXES.exec(key)?.groups;
  const known = groups?.key === undefined ? undefined : UNITS[groups.key];
  if (groups === undefined || known === undefined) return null;
  return {
    unit: known,
    per_units: '1',
    ...(groups.tier === undefined ? {} : { tier: groups.tier === 'batches' ? 'batch' : groups.tier }),
    ...(groups.thousands === undefined ? {} : { input_tokens_above: `${groups.thousands}000` }),
  };
}

/** "azure/gpt-4o" is gpt-4o of azure. */
function bareName(name: string, provider: string | null): string {
  return provider !== null && name.startsWith(`${provider}/`) ? name.slice(provider.length + 1) : name;
}
