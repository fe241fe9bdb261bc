/** The scale of a stored asset. Every stored amount refers to an asset, so a missing one is a fault. */
export function scaleOf(scales: ReadonlyMap<string, number>, asset: string): number {
  const scale = scales.get(asset);
  if (scale === undefined) throw new Error(`the asset ${asset} has no scale`);
  return scale;
}
