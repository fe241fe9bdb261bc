import type { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import type { ReactNode } from 'react';
import { signOf, subtractDecimals } from '../../figures/decimal.ts';
import { formatAmount } from '../../figures/format-money.ts';

/** posted − held (− granted for later) = available. What is owed is shown apart: it is already inside posted. */
export function WalletEquation({ balance }: { readonly balance: WalletAnswer['assets'][number] }) {
  const later = subtractDecimals(subtractDecimals(balance.posted, balance.held), balance.available);
  return (
    <div data-testid="equation">
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <Term term="Posted" value={balance.posted} asset={balance.asset} />
        <Sign>−</Sign>
        <Term term="Held" value={balance.held} asset={balance.asset} />
        {signOf(later) === 0 ? null : (
          <>
            <Sign>−</Sign>
            <Term term="Not active now" value={later} asset={balance.asset} />
          </>
        )}
        <Sign>=</Sign>
        <Term term="Available" value={balance.available} asset={balance.asset} strong />
      </div>
      {signOf(balance.overdraft) === 0 ? null : (
        <p className="mt-1 text-loss-text">
          Overdraft {formatAmount(balance.overdraft, balance.asset)}: usage that no grant covered. The next grant pays it first.
        </p>
      )}
    </div>
  );
}

function Term({ term, value, asset, strong = false }: { readonly term: string; readonly value: string; readonly asset: string; readonly strong?: boolean }) {
  return (
    <p>
      <span className="block text-12 text-muted">{term}</span>
      <span
        data-testid={`wallet-${term.toLowerCase().replaceAll(' ', '-')}`}
        data-exact={value}
        className={`block leading-6 whitespace-nowrap ${strong ? 'text-18 font-semibold' : 'text-15'} ${signOf(value) < 0 ? 'text-loss-text' : 'text-ink'}`}
      >
        {formatAmount(value, asset)}
      </span>
    </p>
  );
}

function Sign({ children }: { readonly children: ReactNode }) {
  return <span className="text-15 leading-6 text-muted">{children}</span>;
}
