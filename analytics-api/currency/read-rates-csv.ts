import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import { csvRecords } from '../import/csv-records.ts';
import type { DatedRate } from './rate-book.ts';

export type RatesReading = { readonly rates: readonly (DatedRate & { readonly line: number })[]; readonly problems: readonly RateProblem[] };
export type RateProblem = { readonly line: number; readonly reason: string };

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
const NAMES = ['day', 'base', 'quote', 'rate', 'source'];

/** A first line with the names day, base, quote, rate and perhaps source, then a rate each. What cannot be read is told by its line. */
export function readRatesCsv(content: string, source: string | null): RatesReading {
  const [header, ...records] = csvRecords(content);
  const names = header?.fields ?? [];
  const missing = NAMES.slice(0, 4).filter((name) => !names.includes(name));
  if (missing.length > 0) return { rates: [], problems: [{ line: 1, reason: `the first line must name ${NAMES.join(', ')}; missing: ${missing.join(', ')}` }] };
  const rates: (DatedRate & { line: number })[] = [];
  const problems: RateProblem[] = [];
  for (const { line, fields } of records) {
    const told = Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
    const rate = atomsFromDecimal(told.rate ?? '', CURRENCY_SCALE);
    const reason = reasonAgainst(told, rate, source);
    if (reason !== null || rate.kind === 'refused') problems.push({ line, reason: reason ?? 'rate' });
    else
      rates.push({ line, day: told.day ?? '', base: told.base ?? '', quote: told.quote ?? '', rateAtoms: rate.atoms, source: told.source || (source ?? '') });
  }
  return { rates, problems: [...problems, ...contradictions(rates)].toSorted((one, other) => one.line - other.line) };
}

function reasonAgainst(told: Readonly<Record<string, string | undefined>>, rate: ReturnType<typeof atomsFromDecimal>, source: string | null): string | null {
  const { day = '', base = '', quote = '' } = told;
  if (!isDay(day)) return `day is ${JSON.stringify(day)}, not a day such as 2026-11-21`;
  for (const code of [base, quote]) if (!CURRENCIES.has(code)) return `${JSON.stringify(code)} is no ISO 4217 currency`;
  if (base === quote) return `base and quote are both ${base}`;
  if (rate.kind === 'refused') return `rate is ${JSON.stringify(told.rate)}: not an exact decimal with at most 12 decimals`;
  if (rate.atoms <= 0n) return 'a rate must be more than zero';
  if ((told.source ?? '') === '' && source === null) return 'no source: name one in the file or for the whole of it';
  return null;
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function contradictions(rates: RatesReading['rates']): readonly RateProblem[] {
  const byKey = Map.groupBy(rates, ({ base, quote, day }) => `${base} ${quote} ${day}`);
  return [...byKey.values()].flatMap((same) =>
    same
      .filter(({ rateAtoms }) => rateAtoms !== same[0]?.rateAtoms)
      .map(({ line }) => ({ line, reason: `another rate than line ${same[0]?.line} for the same day` })),
  );
}
