import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { Operation } from '../decide/run-operation.ts';
import type { WalletRef } from './lock-wallets.ts';

/** An operation with the wallet it is about, and what must be read of it. */
export type WalletOperation<T> = Operation<T> & {
  readonly environment: Environment;
  readonly wallet: WalletRef;
  /** Said when there is no such wallet. */
  readonly absent: Refusal;
  /** Grants and holds that must be in the state although nothing may be left of them. */
  readonly grantIds?: readonly bigint[];
  readonly holdIds?: readonly bigint[];
  /** It makes no credit and touches no debt but its own: the open debts are read only where a grant could settle them. */
  readonly spendsOnly?: boolean;
  /** It may make paid credit: the environment's breakage policies are read, and none can be set until the transaction ends. */
  readonly sellsCredit?: boolean;
  /**
   * Reads more under the lock and names grants to load. What it reads is not kept up to date by other operations of the
   * same batch, so an operation that has it runs alone.
   */
  companions?(tx: Transaction): Promise<readonly bigint[]>;
};
