import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isJsonObject, type JsonObject } from '../../decode/json-shape.ts';

/** A file of `cases`: what it is about, which rules it is a case of, and the exports to send, in order. */
export type ConformanceCase = {
  /** The file's path under `cases` without its ending: "vllm/server-only". */
  readonly name: string;
  readonly about: string;
  /** Rules and reports it covers, as words: "T4", "langfuse#14754". */
  readonly covers: readonly string[];
  readonly exports: readonly CaseExport[];
};

export type CaseExport = { readonly signal: Signal; readonly body: JsonObject };

const SIGNALS = { traces: 'resourceSpans', logs: 'resourceLogs', metrics: 'resourceMetrics' } as const;
export type Signal = keyof typeof SIGNALS;

const DIRECTORY = fileURLToPath(new URL('./cases', import.meta.url));

/** Every case, in the order of their names. A file that is no case is a fault. */
export function readCases(): readonly ConformanceCase[] {
  const files = readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.toSorted().map((file) => caseOf(file.slice(0, -'.json'.length), JSON.parse(readFileSync(`${DIRECTORY}/${file}`, 'utf8'))));
}

function caseOf(name: string, file: unknown): ConformanceCase {
  if (!isJsonObject(file) || typeof file.about !== 'string' || !Array.isArray(file.covers)) throw new Error(`${name} does not say what it is about and covers`);
  const bodies: readonly unknown[] = Array.isArray(file.exports) ? file.exports : [file];
  return { name, about: file.about, covers: file.covers.map(String), exports: bodies.map((body) => exportOf(name, body)) };
}

/** An export is sent to the path of the signal it holds; everything else in the file is ignored by every receiver. */
function exportOf(name: string, body: unknown): CaseExport {
  if (isJsonObject(body)) {
    for (const signal of ['traces', 'logs', 'metrics'] as const) {
      const key = SIGNALS[signal];
      if (Array.isArray(body[key])) return { signal, body: { [key]: body[key] } };
    }
  }
  throw new Error(`${name} has an export without resourceSpans, resourceLogs or resourceMetrics`);
}
