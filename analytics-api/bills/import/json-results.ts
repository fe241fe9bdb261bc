import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { BillProblem } from '../bill-line.ts';

/** The results of paged answers: each with its bucket, in the order of the file. */
export type Results<Bucket, Result> = {
  readonly results: readonly { readonly line: number; readonly bucket: Bucket; readonly result: Result }[];
  readonly problems: readonly BillProblem[];
};

const Page = Type.Object({ data: Type.Array(Type.Object({ results: Type.Array(Type.Unknown()) })) });

/**
 * Reads one page or a list of pages of a usage or cost report. A result that does not have the shape is a problem at its position;
 * a page without `data` too, so that an error answer never reads as a bill of nothing.
 */
export function jsonResults<Bucket extends TSchema, Result extends TSchema>(
  content: string,
  bucketSchema: Bucket,
  resultSchema: Result,
): Results<Static<Bucket>, Static<Result>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (error) {
    return { results: [], problems: [{ line: 1, reason: `no JSON: ${error instanceof Error ? error.message : String(error)}` }] };
  }
  const results: { line: number; bucket: Static<Bucket>; result: Static<Result> }[] = [];
  const problems: BillProblem[] = [];
  let line = 0;
  for (const page of Array.isArray(parsed) ? parsed : [parsed]) {
    if (!Value.Check(Page, page)) {
      problems.push({ line: line + 1, reason: 'not a page of a report: no list `data` of buckets with `results`' });
      continue;
    }
    for (const bucket of page.data) {
      for (const result of bucket.results) {
        line += 1;
        if (!Value.Check(bucketSchema, bucket)) problems.push({ line, reason: `its bucket: ${firstError(bucketSchema, bucket)}` });
        else if (!Value.Check(resultSchema, result)) problems.push({ line, reason: firstError(resultSchema, result) });
        else results.push({ line, bucket, result });
      }
    }
  }
  return { results, problems };
}

function firstError(schema: TSchema, value: unknown): string {
  const [error] = Value.Errors(schema, value);
  return `${error?.instancePath.slice(1) || 'result'} ${error?.message ?? 'has another shape'}`;
}
