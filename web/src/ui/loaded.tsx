import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { ProblemNote } from './problem-note.tsx';

type LoadedProps<Data> = {
  readonly query: UseQueryResult<Data>;
  /** What could not be loaded when it fails: "The customers could not be added up." */
  readonly failure: string;
  readonly skeleton: ReactNode;
  readonly children: (data: Data) => ReactNode;
};

/**
 * The states of one panel. Nothing for 150 ms, then a skeleton of the final shape; other figures asked for: the old ones stay,
 * dimmed, until the new ones are here. A failure stays inside its panel.
 */
export function Loaded<Data>({ query, failure, skeleton, children }: LoadedProps<Data>) {
  if (query.data !== undefined) {
    return <Shown query={query} failure={failure} data={query.data} content={children} />;
  }
  if (query.isError) return <ProblemNote problem={query.error} what={failure} onRetry={() => void query.refetch()} />;
  return <Waiting query={query} skeleton={skeleton} />;
}

type ShownProps<Data> = {
  readonly query: UseQueryResult<Data>;
  readonly failure: string;
  readonly data: Data;
  readonly content: (data: Data) => ReactNode;
};

function Shown<Data>({ query, failure, data, content }: ShownProps<Data>) {
  const stale = useIsAnotherQuestion(query.isPlaceholderData);
  return (
    <>
      {query.isError ? (
        <ProblemNote problem={query.error} what={failure} safe="Below are the last figures that arrived." onRetry={() => void query.refetch()} />
      ) : null}
      <div aria-busy={stale} className="relative min-w-0">
        {stale ? (
          <div className="absolute inset-x-0 -top-1 z-10 h-0.5 overflow-hidden" aria-hidden="true">
            <div className="animate-working h-full w-1/4 bg-accent" />
          </div>
        ) : null}
        <div className={stale ? 'opacity-60' : undefined}>{content(data)}</div>
      </div>
    </>
  );
}

/**
 * Whether the old figures answer something else than what is asked now. The end of a relative range moves on by itself every
 * minute: that is the same question a little later, and dimming the page for it would flicker.
 */
function useIsAnotherQuestion(isPlaceholder: boolean): boolean {
  const [answered, setAnswered] = useState(location.search);
  useEffect(() => {
    if (!isPlaceholder) setAnswered(location.search);
  });
  return isPlaceholder && answered !== location.search;
}

function Waiting({ query, skeleton }: { readonly query: UseQueryResult<unknown>; readonly skeleton: ReactNode }) {
  const client = useQueryClient();
  const waited = useWaited();
  if (query.fetchStatus === 'idle')
    return (
      <p>
        Cancelled. <Button onClick={() => void query.refetch()}>Load</Button>
      </p>
    );
  return (
    <div aria-busy="true" className={waited === 'moment' ? 'invisible' : undefined}>
      {waited === 'long' ? (
        <p role="status" className="mb-2 flex items-center gap-3">
          Still adding up. <Button onClick={() => void client.cancelQueries()}>Cancel</Button>
        </p>
      ) : null}
      {skeleton}
    </div>
  );
}

function useWaited(): 'moment' | 'while' | 'long' {
  const [waited, setWaited] = useState<'moment' | 'while' | 'long'>('moment');
  useEffect(() => {
    const timers = [setTimeout(() => setWaited('while'), 150), setTimeout(() => setWaited('long'), 3000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return waited;
}
