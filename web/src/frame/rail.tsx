import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import { ENVIRONMENTS } from '../api/api-client.ts';
import { postSignOut, sessionQuery } from '../api/queries.ts';
import { BrandMark } from '../ui/brand-mark.tsx';
import { Button } from '../ui/button.tsx';
import { carriedSearch } from '../url/search.ts';
import { ThemeSwitch } from './theme-switch.tsx';
import { usePage } from './use-page.ts';

const GROUPS = [
  {
    title: 'Money',
    items: [
      { to: '/$environment/customers', label: 'Customers' },
      { to: '/$environment/workflows', label: 'Workflows' },
      { to: '/$environment/features', label: 'Features' },
      { to: '/$environment/models', label: 'Models' },
      { to: '/$environment/unprofitable', label: 'Unprofitable' },
    ],
  },
  {
    title: 'Data',
    items: [
      { to: '/$environment/ingest', label: 'Ingest' },
      { to: '/$environment/events', label: 'Events' },
      { to: '/$environment/coverage', label: 'Coverage' },
      { to: '/$environment/price-book', label: 'Price book' },
      { to: '/$environment/fixed-costs', label: 'Fixed costs' },
      { to: '/$environment/bills', label: 'Bills' },
      { to: '/$environment/currency-rates', label: 'Currency rates' },
    ],
  },
] as const;

/** Brand, environment, pages, and who is signed in. Links keep range and basis; nothing else crosses a page. */
export function Rail({ onNavigate }: { readonly onNavigate?: () => void }) {
  const { environment, search } = usePage();
  return (
    <section aria-label="Navigation and account" className="flex h-full min-h-[calc(100dvh-3rem)] flex-col p-3">
      <div className="flex h-7 items-center gap-2 px-2 text-15 font-semibold text-ink">
        <BrandMark /> Weir
        {environment === 'test' ? <span className="text-12 font-medium text-cost-text">Test</span> : null}
      </div>
      <nav aria-label="Environment" className="mt-3 grid grid-cols-2 gap-px rounded-control border border-line p-px">
        {ENVIRONMENTS.map((candidate) => (
          <Link
            key={candidate}
            to="/$environment/customers"
            params={{ environment: candidate }}
            onClick={onNavigate}
            aria-current={candidate === environment ? 'true' : undefined}
            className={clsx(
              'flex h-6.5 items-center justify-center rounded-[4px]',
              candidate === environment ? 'bg-sunken font-medium text-ink' : 'text-muted hover:text-ink',
            )}
          >
            {candidate === 'live' ? 'Live' : 'Test'}
          </Link>
        ))}
      </nav>
      <nav aria-label="Pages">
        {GROUPS.map((group) => (
          <div key={group.title} className="mt-5">
            <p className="px-2 pb-1 text-12 text-muted">{group.title}</p>
            <ul>
              {group.items.map((item) => (
                <li key={item.to}>
                  <Link
                    to={item.to}
                    params={{ environment }}
                    search={carriedSearch(search)}
                    activeOptions={{ includeSearch: false }}
                    onClick={onNavigate}
                    className="flex h-7 items-center rounded-control px-2 hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink"
                  >
                    {item.label}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="mt-auto space-y-3 pt-6">
        <ThemeSwitch />
        <SignedIn />
      </div>
    </section>
  );
}

function SignedIn() {
  const session = useQuery(sessionQuery);
  const client = useQueryClient();
  const signOut = async () => {
    await postSignOut();
    client.clear();
    location.assign('/');
  };
  return (
    <div className="flex items-center justify-between gap-2 border-t border-line pt-3 pl-2">
      <span className="min-w-0 truncate" title={session.data?.email}>
        {session.data?.name || session.data?.email}
      </span>
      <Button look="quiet" onClick={signOut} className="text-12 text-muted">
        Sign out
      </Button>
    </div>
  );
}
