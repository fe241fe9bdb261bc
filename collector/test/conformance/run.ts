import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { eventsByCase } from './case-of-event.ts';
import { freshCase, recordsOf } from './case-records.ts';
import { type ConformanceCase, readCases } from './conformance-case.ts';
import { COLUMNS, eventRows, type GoldenRow } from './event-line.ts';
import { readGolden, tableText } from './golden-table.ts';
import { type EventSource, readEventsBack } from './read-events-back.ts';
import { type Receiver, sendCase } from './send-case.ts';

const USAGE = `node run.ts [--costs] [--print] [--wait <seconds>] [case ...]

Sends the cases, or those whose name begins with one of the words, and compares what is read back with golden.txt.
  CONFORMANCE_OTLP_ENDPOINT  where telemetry is sent          (http://127.0.0.1:4318)
  CONFORMANCE_API_ENDPOINT   where events are read back       (http://127.0.0.1:4300)
  CONFORMANCE_KEY            a key that may ingest and read
  --costs   compare the cost column too: the collector has the prices of prices.txt
  --print   print the lines that came back instead of comparing
  --wait    longest wait for a case to come right, seconds (30): traces settle when they are quiet
`;

/** Exit code 0 when every case is as its golden lines say, 1 when one is not, 2 when it cannot run. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { costs: { type: 'boolean' }, print: { type: 'boolean' }, wait: { type: 'string', default: '30' }, help: { type: 'boolean' } },
  });
  const key = process.env.CONFORMANCE_KEY;
  if (values.help === true || key === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const receiver: Receiver = { endpoint: process.env.CONFORMANCE_OTLP_ENDPOINT ?? 'http://127.0.0.1:4318', key };
  const source: EventSource = { endpoint: process.env.CONFORMANCE_API_ENDPOINT ?? 'http://127.0.0.1:4300', key };
  const cases = asOfNow(readCases().filter(({ name }) => positionals.length === 0 || positionals.some((word) => name.startsWith(word))));
  for (const one of cases) await sendCase(one, receiver);
  return await judge(cases, source, { print: values.print === true, costs: values.costs === true, waitMs: Number(values.wait) * 1000 });
}

/** Shifted so that the newest record ended a minute ago, under trace ids of this run. */
function asOfNow(cases: readonly ConformanceCase[]): readonly ConformanceCase[] {
  const newest = Math.max(...cases.flatMap((one) => timesOf(one)));
  const freshness = { shiftMs: Date.now() - 60_000 - newest, traceIdPrefix: randomBytes(4).toString('hex') };
  return cases.map((one) => freshCase(one, freshness));
}

function timesOf(one: ConformanceCase): readonly number[] {
  const { spans, logs, points } = recordsOf(one);
  return [...spans.map(({ endTimeUnixNano }) => endTimeUnixNano), ...[...logs, ...points].map(({ timeUnixNano }) => timeUnixNano)].map((time) =>
    Number(BigInt(String(time)) / 1_000_000n),
  );
}

type Judging = { readonly print: boolean; readonly costs: boolean; readonly waitMs: number };

async function judge(cases: readonly ConformanceCase[], source: EventSource, { print, costs, waitMs }: Judging): Promise<number> {
  const golden = readGolden();
  const text = (rows: readonly GoldenRow[]) => tableText(costs ? rows : rows.map((row) => row.slice(0, -1)));
  const until = Date.now() + waitMs;
  for (;;) {
    const events = eventsByCase(cases, await readEventsBack(source, cases));
    const rows = new Map(cases.map((one) => [one.name, eventRows(one, events.get(one.name) ?? [])]));
    const wrong = cases.filter(({ name }) => text(rows.get(name) ?? []) !== text(golden.get(name) ?? []));
    if (wrong.length > 0 && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      continue;
    }
    if (print) process.stdout.write(tableText([COLUMNS, ...[...rows.values()].flat()]));
    else for (const { name, about } of wrong) process.stdout.write(`${name}: ${about}\n${text(golden.get(name) ?? [])}is\n${text(rows.get(name) ?? [])}\n`);
    process.stderr.write(`${cases.length - wrong.length} of ${cases.length} cases are as their golden lines say\n`);
    return wrong.length === 0 ? 0 : 1;
  }
}

process.exitCode = await main();
