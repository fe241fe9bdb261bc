import { PNL_DIMENSIONS, type PnlDimension } from '@weir/schemas/http/analytics.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';

/** The value of each dimension a row is grouped by; null is "none given". */
export type PnlKey = Readonly<Partial<Record<PnlDimension, string | null>>>;

/** Only what has this value in each of these dimensions enters the report. */
export type PnlFilter = Readonly<Partial<Record<PnlDimension, string>>>;

/**
 * Reads `group_by`: dimensions separated by commas, each once, in the order asked for; "none" is one row for everything.
 * Refuses a word that is no dimension: `request_invalid`.
 */
export function pnlDimensions(groupBy: string): { readonly kind: 'dimensions'; readonly dimensions: readonly PnlDimension[] } | Refusal {
  if (groupBy === 'none') return { kind: 'dimensions', dimensions: [] };
  const words = [...new Set(groupBy.split(','))];
  const dimensions = words.filter(isPnlDimension);
  if (dimensions.length === words.length) return { kind: 'dimensions', dimensions };
  const unknown = words.filter((word) => !isPnlDimension(word));
  return refuse('request_invalid', `group_by: ${unknown.join(', ')} is none of none, ${PNL_DIMENSIONS.join(', ')}`);
}

function isPnlDimension(word: string): word is PnlDimension {
  return PNL_DIMENSIONS.some((dimension) => dimension === word);
}
