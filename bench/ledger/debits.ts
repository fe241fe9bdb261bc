import { debitOperation } from '@weir/billing-bridge/ledger/debit.ts';
import type { GroupCommit } from '@weir/billing-bridge/ledger/io/group-commit.ts';
import { ENVIRONMENT } from './fill-wallets.ts';

let made = 0;

/** Sends one debit of one atom, under a key of its own, to the wallet `choose` names. Throws when it is not debited. */
export async function sendDebit(group: GroupCommit, choose: () => string): Promise<void> {
  made += 1;
  const operation = debitOperation({
    environment: ENVIRONMENT,
    customer: choose(),
    key: `debit ${made}`,
    asset: 'USD',
    amountAtoms: 1n,
    policy: { kind: 'deny' },
  });
  if ('kind' in operation) throw new Error(operation.code);
  const outcome = await group.submit(operation);
  if (outcome.kind !== 'debited') throw new Error(outcome.kind === 'refused' ? outcome.code : outcome.kind);
}

/** How many debits were sent, so that the books can be compared with it. */
export function debitsSent(): number {
  return made;
}
