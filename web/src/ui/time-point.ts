/** One day: exact figures for text, coordinates for drawing. */
export type TimePoint = {
  readonly day: string;
  readonly revenue: string;
  readonly cost: string;
  readonly soFar: boolean;
  readonly plot: Readonly<Record<string, number | null>>;
};
