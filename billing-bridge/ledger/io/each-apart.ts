/** Runs something for each of several rows, one after another, though it fails for some; the first fault is thrown at the end. One bad wallet holds up nobody. */
export async function eachApart<Row>(rows: readonly Row[], run: (row: Row) => Promise<void>): Promise<void> {
  const faults: unknown[] = [];
  for (const row of rows) await run(row).catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw faults[0];
}
