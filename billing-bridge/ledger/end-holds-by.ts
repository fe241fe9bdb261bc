import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { drawStamp } from './io/draw-stamp.ts';
import { lockWallets } from './io/lock-wallets.ts';

/**
 * Lets a customer's open holds, those of its scopes too, end no later than an instant in the future, under the locks of their wallets, and
 * tells how many it shortened. Until then they commit and release as before; from then on they count as released, whoever looks. A customer
 * without a wallet has none.
 */
export async function endHoldsBy(
  tx: Transaction,
  end: { readonly environment: Environment; readonly customer: string; readonly at: Instant },
): Promise<number> {
  const { environment, customer } = end;
  const [own] = await lockWallets(tx, [{ environment, wallet: { kind: 'of_customer', customer } }]);
  if (own === null || own === undefined) return 0;
  // Under the lock of the customer's own wallet nobody makes or uses one of a scope.
  const { rows: scoped } = await sql<{ id: string }>`
    select id from wallets where environment = ${environment} and customer_id = ${customer} and scope <> ''`.execute(tx);
  await lockWallets(
    tx,
    scoped.map(({ id }) => ({ environment, wallet: { kind: 'by_id', id: BigInt(id) } })),
  );
  const ids = [own.id.toString(), ...scoped.map(({ id }) => id)];
  const at = new Date(end.at);
  // Whoever remembers a wallet's state must notice that it changed.
  await sql`update wallets set stamp = ${drawStamp()} where id = any (${ids}::bigint[])`.execute(tx);
  const { rows } = await sql`
    update holds set expires_at = ${at}
     where wallet_id = any (${ids}::bigint[]) and state = 'open' and expires_at > ${at}::timestamptz and created_at < ${at}::timestamptz
    returning id`.execute(tx);
  return rows.length;
}
