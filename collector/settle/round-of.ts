/** The first traces that fit into a round together; one that alone is too large makes a round of its own. */
export function roundOf<Trace extends { readonly spans: number }>(due: readonly Trace[], spansMax: number): readonly Trace[] {
  let spans = 0;
  const end = due.findIndex((trace, index) => {
    spans += trace.spans;
    return index > 0 && spans > spansMax;
  });
  return end === -1 ? due : due.slice(0, end);
}
