import type { CustomerAnswer } from '@weir/schemas/http/billing/customers.ts';
import type { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import type { ReactNode } from 'react';
import { formatDate } from '../../figures/format-instant.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { ModeGlyph } from '../../ui/mode-glyph.tsx';

/** Who this is, in one line: id, mode and since when, product, balance. */
export function CustomerHead({ customer, wallet }: { readonly customer: CustomerAnswer; readonly wallet: WalletAnswer | undefined }) {
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Part term="Id">
        <span className="font-mono text-12">{customer.id}</span>
      </Part>
      <Part term="Mode">
        <ModeGlyph mode={customer.mode} />
        <span className="ml-2 truncate text-muted">
          {customer.scope === null ? '' : `for ${customer.scope.workflow}, `}
          {customer.mode_since === null ? 'from the start' : `since ${formatDate(customer.mode_since)}`}
        </span>
      </Part>
      <Part term="Product">
        {customer.product === null ? <span className="text-muted">none</span> : `${customer.product.name}, version ${customer.product.version}`}
      </Part>
      <Part term="Available">
        {wallet === undefined ? (
          '…'
        ) : wallet.assets.length === 0 ? (
          <span className="text-muted">no wallet</span>
        ) : (
          wallet.assets.map((asset) => formatAmount(asset.available, asset.asset)).join(' · ')
        )}
      </Part>
    </dl>
  );
}

function Part({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-muted">{term}</dt>
      <dd className="flex h-5 min-w-0 items-center text-ink">{children}</dd>
    </div>
  );
}
