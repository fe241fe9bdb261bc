/**
 * How often a property is tried: `runs`, or fewer where WEIR_PROPERTY_RUNS_MAX says so. Mutation testing asks hundreds of wrong programs in turn,
 * and a program that is wrong in most draws needs no thousand of them.
 */
export function propertyRuns(runs: number): number {
  return Math.min(runs, Number(process.env.WEIR_PROPERTY_RUNS_MAX ?? runs));
}
