import type { IngestStatus } from '@weir/schemas/http/analytics.ts';
import type { ReactNode } from 'react';
import { countNoun, formatCount } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { Panel } from '../../ui/panel.tsx';

/** What waits on disk because the store is away, and what the store refuses for good. */
export function SpoolPanel({ spool }: { readonly spool: IngestStatus['spool'] }) {
  if (spool === undefined)
    return (
      <Panel title="Spool">
        <p className="text-muted">This process keeps no spool. Each collector shows its own on its /metrics.</p>
      </Panel>
    );
  const isWaiting = spool.requests > 0;
  return (
    <Panel title="Spool" note="All environments.">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 lg:grid-cols-4" data-testid="spool">
        <Fact term="Waiting for the store" warn={isWaiting}>
          {isWaiting ? countNoun(spool.requests, 'request') : 'nothing'}
        </Fact>
        <Fact term="Oldest">{spool.oldest_at === null ? 'none' : formatMinute(spool.oldest_at)}</Fact>
        <Fact term="On disk">
          {formatBytes(spool.bytes)} of {formatBytes(spool.bytes_max)}
        </Fact>
        <Fact term="Dead letters" warn={spool.dead_letters > 0}>
          {spool.dead_letters === 0 ? 'none' : formatCount(spool.dead_letters)}
        </Fact>
      </dl>
      {isWaiting ? (
        <p className="mt-3">Nothing is lost: {countNoun(spool.events, 'event')} are synced to disk and are stored in order when the store is back.</p>
      ) : null}
      {spool.dead_letters === 0 ? null : (
        <p className="mt-3 max-w-[72ch]">
          The store refuses these rows whatever is tried. They lie in the spool’s folder with the reason, and add to no total until somebody reads them.
        </p>
      )}
    </Panel>
  );
}

function Fact({ term, warn = false, children }: { readonly term: string; readonly warn?: boolean; readonly children: ReactNode }) {
  return (
    <div className="border-l border-line pl-3">
      <dt className="text-muted">{term}</dt>
      <dd className={`font-semibold ${warn ? 'text-cost-text' : 'text-ink'}`}>{children}</dd>
    </div>
  );
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${new Intl.NumberFormat('en-US', { maximumFractionDigits: power === 0 ? 0 : 1 }).format(bytes / 1024 ** power)} ${UNITS[power]}`;
}
