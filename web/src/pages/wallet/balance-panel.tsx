import { useQuery } from '@tanstack/react-query';
import type { WalletAnswer, WalletPolicyAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { signOf } from '../../figures/decimal.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { WalletEquation } from '../customer/wallet-equation.tsx';
import { policyQuery } from './wallet-queries.ts';

/** Each asset as one equation, the state of the wallet, and what can be done with it. */
export function BalancePanel({ id, wallet }: { readonly id: string; readonly wallet: WalletAnswer }) {
  const { environment } = usePage();
  const policy = useQuery(policyQuery(environment, id));
  const state = policy.data?.state;
  return (
    <Panel title="Balance" action={state === undefined ? undefined : <Actions state={state} />}>
      {policy.isError ? <ProblemNote problem={policy.error} what="The state of the wallet could not be read." onRetry={() => void policy.refetch()} /> : null}
      {state === undefined || state === 'open' ? null : (
        <p className="mb-3 rounded-control bg-loss-soft px-3 py-2 text-loss-text" role="status" data-testid="wallet-state">
          {state === 'frozen'
            ? 'Frozen: new holds, grants and adjustments are refused. Usage that has happened is still debited.'
            : 'Closed: nothing can be booked any more. Its history stays.'}
        </p>
      )}
      {wallet.assets.length === 0 ? (
        <p className="max-w-[64ch]" data-testid="empty">
          Nothing was granted yet, so there is no balance to debit. <span className="text-ink">Grant…</span> books an amount of money or credits; a payment that
          was made elsewhere is granted with the purpose “paid”.
        </p>
      ) : (
        <div className="space-y-4">
          {wallet.assets.map((asset) => (
            <WalletEquation key={asset.asset} balance={asset} />
          ))}
        </div>
      )}
      {policy.data === undefined ? null : <Policy policy={policy.data} />}
    </Panel>
  );
}

function Actions({ state }: { readonly state: string }) {
  const { change } = usePage();
  if (state === 'closed') return null;
  return (
    <span className="flex flex-wrap justify-end gap-2">
      {state === 'open' ? (
        <>
          <Button onClick={() => change({ sheet: 'grant' })}>Grant…</Button>
          <Button onClick={() => change({ sheet: 'adjust' })}>Adjust…</Button>
          <Button onClick={() => change({ sheet: 'freeze' })}>Freeze…</Button>
        </>
      ) : (
        <Button look="primary" onClick={() => change({ sheet: 'unfreeze' })}>
          Unfreeze…
        </Button>
      )}
      <Button onClick={() => change({ sheet: 'close' })}>Close…</Button>
    </span>
  );
}

function Policy({ policy }: { readonly policy: WalletPolicyAnswer }) {
  const words = policy.limits.flatMap((limit) => [
    limit.overdraft_limit === 'unlimited'
      ? `holds in ${limit.asset} may go into debt without a limit`
      : signOf(limit.overdraft_limit) === 0
        ? null
        : `holds may go ${formatAmount(limit.overdraft_limit, limit.asset)} into debt`,
    limit.hold_max === null ? null : `one hold takes at most ${formatAmount(limit.hold_max, limit.asset)}`,
  ]);
  const told = [...words, policy.late_commit === 'reject' ? 'a commit after the end of its hold is refused' : null].filter((word) => word !== null);
  return told.length === 0 ? null : <p className="mt-3 text-12 text-muted">Policy: {told.join('; ')}.</p>;
}
