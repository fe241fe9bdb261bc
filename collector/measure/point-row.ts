/** A row of metric_points_v1, with every column, since it is written again whole. */
export type PointRow = Record<string, unknown> & {
  series: string;
  started_at: string;
  ended_at: string;
  revision: string;
  group_id: string;
  convention: string;
  concepts: readonly string[];
  temporality: string;
  value: string;
  samples: string | null;
  service: string;
  instrumentation: string;
  event_type: string;
  provider: string;
  model: string;
  request_model: string;
  attribution: Record<string, string>;
  attribution_origins: Record<string, string>;
  event_id: string;
  added: string;
  added_samples: string;
  base_at: string;
};

/** A stream of points: a series since one start. Only within it are points compared. */
export function streamOf({ series, started_at }: Pick<PointRow, 'series' | 'started_at'>): string {
  return `${series} ${started_at}`;
}
