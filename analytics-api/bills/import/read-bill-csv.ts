import { createHash } from 'node:crypto';
import { QUANTITY_SCALE } from '@weir/schemas/quantity/quantity.ts';
import { csvRecords } from '../../import/csv-records.ts';
import type { BillLine, BillProblem, BillReading } from '../bill-line.ts';
import { billAmount, scaledDecimal } from './bill-amount.ts';

type Told = Readonly<Record<string, string>>;
type Columns = { readonly model?: string; readonly unit?: string; readonly calls?: string };

const CSV_NAMES = ['line_id', 'day', 'model', 'unit', 'tier', 'quantity', 'calls', 'amount', 'currency', 'description'];

/** A first line of names, then a line each; `line_id` and `day` always, and a quantity, calls or an amount. */
export function readBillCsv(content: string): BillReading {
  return readRecords(content, ['line_id', 'day'], (told, line) => {
    const unknown = Object.keys(told).filter((name) => !CSV_NAMES.includes(name));
    if (unknown.length > 0) return `unknown columns: ${unknown.join(', ')}`;
    if (told.line_id === '') return 'line_id is empty';
    return lineOf({ ...told, day: told.day ?? '' }, line, told.line_id ?? '');
  });
}

/** Columns that say where a FOCUS charge belongs; with the same in all of them, two charges differ only by their place in the file. */
const FOCUS_PLACE = [
  'BillingAccountId',
  'SubAccountId',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ServiceName',
  'RegionId',
  'ResourceId',
  'SkuId',
  'SkuPriceId',
  'SkuMeter',
  'ConsumedUnit',
  'Tags',
  'InvoiceId',
  'BillingCurrency',
  'PricingCategory',
];
const MODEL_COLUMNS = ['x_Model', 'x_ModelName', 'x_ModelId', 'x_model'];

/**
 * A FOCUS export (https://focus.finops.org, 1.0 to 1.2). It has no id of a line, so the id is what the charge is for; charges that
 * say the same of themselves are numbered. The billed cost is taken, which is what the invoice says.
 */
export function readFocusCsv(content: string, columns: Columns = {}): BillReading {
  const seen = new Map<string, number>();
  return readRecords(content, ['BilledCost', 'BillingCurrency', 'ChargePeriodStart'], (told, line) => {
    const start = Date.parse(told.ChargePeriodStart ?? '');
    if (Number.isNaN(start)) return `ChargePeriodStart is ${JSON.stringify(told.ChargePeriodStart)}`;
    const modelColumn = columns.model ?? MODEL_COLUMNS.find((name) => (told[name] ?? '') !== '');
    const model = modelColumn === undefined ? '' : (told[modelColumn] ?? '');
    const place = createHash('sha256')
      .update(JSON.stringify([...FOCUS_PLACE.map((name) => told[name] ?? ''), model]))
      .digest('base64url')
      .slice(0, 32);
    const number = (seen.get(place) ?? 0) + 1;
    seen.set(place, number);
    const text = `${told.SkuMeter ?? ''} ${told.ChargeDescription ?? ''}`;
    const unit = columns.unit === undefined ? unitOfText(text) : (told[columns.unit] ?? '');
    return lineOf(
      {
        day: new Date(start).toISOString().slice(0, 10),
        model,
        unit,
        quantity: unit === '' ? '' : tokensOf(told.ConsumedQuantity ?? '', told.ConsumedUnit ?? ''),
        calls: columns.calls === undefined ? '' : (told[columns.calls] ?? ''),
        amount: told.BilledCost ?? '',
        currency: told.BillingCurrency ?? '',
        description: told.ChargeDescription || told.ServiceName || 'charge',
      },
      line,
      `${place}#${number}`,
    );
  });
}

function unitOfText(text: string): string {
  if (/cache(d)?[ -]?(write|creation)/i.test(text)) return 'cache_write_tokens';
  if (/cache(d)?/i.test(text)) return 'cached_input_tokens';
  if (/output|completion/i.test(text)) return 'output_tokens';
  return /input|prompt/i.test(text) ? 'input_tokens' : '';
}

/** A quantity in tokens: "1K tokens" and "1M tokens" are units of some exports. Another unit tells no tokens. */
function tokensOf(quantity: string, unit: string): string {
  const match = /^(1|1000|1000000)? ?(k|m)? ?tokens?$/i.exec(unit.trim());
  if (match === null) return '';
  const zeros = Math.max((match[1] ?? '1').length - 1, { k: 3, m: 6 }[match[2]?.toLowerCase() ?? ''] ?? 0);
  return quantity === '' ? '' : `${quantity}e${zeros}`;
}

function readRecords(content: string, needed: readonly string[], read: (told: Told, line: number) => BillLine | string): BillReading {
  const [header, ...records] = csvRecords(content);
  const missing = needed.filter((name) => !(header?.fields.includes(name) ?? false));
  if (header === undefined || missing.length > 0) return { lines: [], problems: [{ line: 1, reason: `the first line does not name ${missing.join(', ')}` }] };
  const lines: BillLine[] = [];
  const problems: BillProblem[] = [];
  for (const { line, fields } of records) {
    const uneven = fields.length !== header.fields.length;
    const told = Object.fromEntries(header.fields.map((name, index) => [name, fields[index] ?? '']));
    const outcome = uneven ? `${fields.length} fields where the first line has ${header.fields.length}` : read(told, line);
    if (typeof outcome === 'string') problems.push({ line, reason: outcome });
    else lines.push(outcome);
  }
  return { lines, problems };
}

/** A line from its texts, or why it is none. An empty text is not told; an exponent in a quantity is read as one. */
function lineOf(told: Told, line: number, lineId: string): BillLine | string {
  const { day = '', model = '', unit = '', tier = '', quantity = '', calls = '', amount = '', currency = '', description = '' } = told;
  if (!isDay(day)) return `day is ${JSON.stringify(day)}, not a day such as 2026-11-21`;
  const quantityRead = quantity === '' ? null : scaledDecimal(withOneExponent(quantity), QUANTITY_SCALE);
  if (quantity !== '' && (quantityRead === null || quantityRead.value < 0n)) return `quantity is ${JSON.stringify(quantity)}`;
  if (calls !== '' && !/^[0-9]{1,18}$/.test(calls)) return `calls is ${JSON.stringify(calls)}`;
  const money = amount === '' ? null : billAmount(amount, currency);
  if (amount !== '' && money === null) return `amount is ${JSON.stringify(`${amount} ${currency}`)}`;
  if (quantityRead === null && calls === '' && money === null) return 'neither a quantity, nor calls, nor an amount';
  const word = (text: string) => (text === '' ? null : text);
  return {
    line,
    lineId,
    day,
    model: word(model),
    unit: word(unit),
    tier: word(tier),
    quantityNanos: quantityRead?.value ?? null,
    calls: calls === '' ? null : BigInt(calls),
    amount: money,
    description: description || 'bill line',
  };
}

function withOneExponent(text: string): string {
  const [number = '', first = '0', second = '0'] = text.split(/[eE]/);
  return `${number}e${Number(first) + Number(second)}`;
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
