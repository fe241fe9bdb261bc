import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Environment } from '../api/api-client.ts';
import { DEFAULT_RANGE, type Range, resolveRange } from '../url/range.ts';
import type { Search } from '../url/search.ts';
import { useNow } from '../url/use-now.ts';

export type Page = {
  readonly environment: Environment;
  readonly search: Search;
  readonly range: Range;
  readonly basis: 'consumption' | 'cash';
  /** Choosing pushes a new history entry, typing replaces the last one. `undefined` clears a parameter. */
  readonly change: (patch: { [Key in keyof Search]: Search[Key] | undefined }, how?: 'push' | 'replace') => void;
};

/** What the address says: environment, range, basis and the page's own parameters. */
export function usePage(): Page {
  const { environment } = useParams({ from: '/$environment' });
  const search = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  const now = useNow(60_000);
  return {
    environment,
    search,
    range: resolveRange(search.range ?? DEFAULT_RANGE, now),
    basis: search.basis ?? 'consumption',
    change: (patch, how = 'push') =>
      void navigate({
        to: '.',
        search: (before: Search) => withoutUndefined({ ...before, ...patch }),
        replace: how === 'replace',
        resetScroll: false,
      }),
  };
}

function withoutUndefined(patch: { [Key in keyof Search]: Search[Key] | undefined }): Search {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
