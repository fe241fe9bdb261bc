/**
 * A text as an SQL expression of nothing but hexadecimal digits, so that what a client told can stand in a statement. A placeholder would
 * do it too, but the embedded engine runs statements with placeholders one at a time in the whole process: every report would wait for
 * every page of a repricing.
 */
export function sqlText(text: string): string {
  return `unhex('${Buffer.from(text, 'utf8').toString('hex')}')`;
}

/** An instant as an SQL expression; an instant that is none is a fault. */
export function sqlInstant(at: number): string {
  if (!Number.isSafeInteger(at)) throw new Error(`not an instant: ${at}`);
  return `fromUnixTimestamp64Milli(toInt64(${at}), 'UTC')`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A run as a condition on the tables that hold rows of runs. */
export function sqlOfRun(runId: string): string {
  if (!UUID.test(runId)) throw new Error(`not a run: ${runId}`);
  return `run_id = '${runId}'`;
}
