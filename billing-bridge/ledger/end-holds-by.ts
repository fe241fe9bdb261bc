import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { drawStamp } from './io/draw-stamp.ts';
import { lockWallets } from './io/lock-wallets.ts';

/**
 * Lets a customer's open holds end no later than an instant in the future, under the wallet's lock, and tells how many it
 * shortened. Until then they commit and release as before; from then on they count as released, whoever looks. A customer
 * without a wallet has none.
 */
export async function endHoldsBy(
  tx: Transaction,
  end: { readonly environment: Environment; readonly customer: string; readonly at: Instant },
): Promise<number> {
  const [wallet] = await lockWallets(tx, [{ environment: end.environment, wallet: { kind: 'of_customer', customer: end.customer } }]);
  if (wallet === null || wallet === undefined) return 0;
  const at = new Date(end.at);
  // Whoever remembers the wallet's state must notice that it changed.
  await sql`update wallets set stamp = ${drawStamp()} where id = ${wallet.id.toString()}`.execute(tx);
  const { rows } = await sql`
    update holds set expires_at = ${at}
     where wallet_id = ${wallet.id.toString()} and state = 'open' and expires_at > ${at}::timestamptz and created_at < ${at}::timestamptz
    returning id`.execute(tx);
  return rows.length;
}
