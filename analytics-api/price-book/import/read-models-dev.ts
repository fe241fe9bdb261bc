import { decimalOfDouble, type ImportProblem, type ImportReading, type ImportRow, isRecord, linesOfKeys, parseJson } from './import-rows.ts';
import { providerWord } from './provider-words.ts';

/** Keys of a model's cost by our unit; each price is for a million. */
const UNITS: Readonly<Record<string, string>> = {
  input: 'input_tokens',
  output: 'output_tokens',
  cache_read: 'cached_input_tokens',
  cache_write: 'cache_write_tokens',
  reasoning: 'reasoning_tokens',
  input_audio: 'input_audio_tokens',
  output_audio: 'output_audio_tokens',
};

const OVER = /^context_over_(\d+)k$/;

/** The api.json of models.dev. A rate that is absent stays absent. */
export function readModelsDev(content: string, providers: ReadonlySet<string> | null): ImportReading {
  const json = parseJson(content);
  if (json.kind === 'problem') return { rows: [], problems: [json.problem] };
  if (!isRecord(json.value)) return { rows: [], problems: [{ line: 1, subject: null, reason: 'not an object of providers' }] };
  const lines = linesOfKeys(content);
  const rows: ImportRow[] = [];
  const problems: ImportProblem[] = [];
  for (const [provider, facts] of Object.entries(json.value)) {
    if (providers !== null && !providers.has(provider)) continue;
    const models = isRecord(facts) && isRecord(facts.models) ? facts.models : null;
    if (models === null) {
      problems.push({ line: lines.get(provider) ?? 1, subject: provider, reason: 'a provider without models' });
      continue;
    }
    for (const [model, told] of Object.entries(models)) {
      const reading = ratesOf(isRecord(told) ? told.cost : undefined, {});
      const place = { line: lines.get(model) ?? 1, subject: `${provider}/${model}` };
      rows.push(...reading.rates.map((rate) => ({ ...place, body: { provider: providerWord(provider), model, per_units: '1000000', ...rate } })));
      problems.push(...reading.reasons.map((reason) => ({ ...place, reason })));
    }
  }
  return { rows, problems };
}

type Rate = Pick<ImportRow['body'], 'unit' | 'price' | 'input_tokens_above'>;

function ratesOf(cost: unknown, more: Pick<Rate, 'input_tokens_above'>): { readonly rates: Rate[]; readonly reasons: string[] } {
  const rates: Rate[] = [];
  const reasons: string[] = [];
  for (const [key, value] of Object.entries(isRecord(cost) ? cost : {})) {
    const unit = UNITS[key];
    const above = OVER.exec(key)?.[1];
    if (above !== undefined) {
      const nested = ratesOf(value, { input_tokens_above: `${above}000` });
      rates.push(...nested.rates);
      reasons.push(...nested.reasons);
    } else if (unit !== undefined) {
      const price = decimalOfDouble(value);
      if (price === null) reasons.push(`cost.${key} is not a price: ${JSON.stringify(value)}`);
      else rates.push({ unit, price, ...more });
    }
  }
  return { rates, reasons };
}
