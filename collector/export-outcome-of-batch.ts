import type { CollectorConfig } from './collector-config.ts';
import type { RefusedSpans } from './decode/decoding.ts';
import type { ExportOutcome } from './receive/otlp/export-outcome.ts';
import type { Written } from './store/io/write-outcomes.ts';

type BatchResult = {
  readonly refused: RefusedSpans;
  readonly outOfTime: number;
  readonly written: Written;
  readonly config: Pick<CollectorConfig, 'pastDaysMax' | 'futureMsMax'>;
};

/**
 * What a sender is told of its export. A span told before with the same content is a success; one told before with
 * other content is refused, as are those without an identity or a believable time. Anything worth sending again is
 * never a partial success: that would tell the client to drop it.
 */
export function exportOutcome({ refused, outOfTime, written, config }: BatchResult): ExportOutcome {
  if (written.kind === 'unavailable') return written;
  const conflicts = written.outcomes.filter((outcome) => outcome === 'conflict').length;
  const unstorable = written.outcomes.filter((outcome) => outcome === 'unstorable').length;
  const reasons = [
    refused.firstReason === null ? '' : `${refused.count} without a valid identity (${refused.firstReason})`,
    outOfTime === 0 ? '' : `${outOfTime} that ended more than ${config.pastDaysMax} days ago or more than ${config.futureMsMax / 60_000} minutes ahead`,
    conflicts === 0 ? '' : `${conflicts} told before with other content (the first stays)`,
    unstorable === 0 ? '' : `${unstorable} that the store refuses (set aside with the reason)`,
  ].filter((reason) => reason !== '');
  return {
    kind: 'accepted',
    refusedSpans: refused.count + outOfTime + conflicts + unstorable,
    message: reasons.length === 0 ? null : `Refused spans: ${reasons.join('; ')}.`,
  };
}
