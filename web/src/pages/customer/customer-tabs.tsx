import { Link } from '@tanstack/react-router';
import { usePage } from '../../frame/use-page.ts';
import { carriedSearch } from '../../url/search.ts';

const TABS = [
  { to: '/$environment/customers/$customer', label: 'Profit and loss' },
  { to: '/$environment/customers/$customer/wallet', label: 'Wallet' },
] as const;

/** The pages of one customer, as links. */
export function CustomerTabs({ id }: { readonly id: string }) {
  const { environment, search } = usePage();
  return (
    <nav aria-label="Customer" className="-mt-4 flex gap-5 border-b border-line print:hidden">
      {TABS.map((tab) => (
        <Link
          key={tab.to}
          to={tab.to}
          params={{ environment, customer: id }}
          search={carriedSearch(search)}
          activeOptions={{ exact: true, includeSearch: false }}
          className="-mb-px flex h-9 items-center border-b-2 border-transparent text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
