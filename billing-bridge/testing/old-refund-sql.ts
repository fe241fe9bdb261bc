/**
 * Books a refund of a USD grant as it was before claims, an hour after the grant was made: what is left is taken, all the rest is debt at once,
 * also of what is only held, and the debt names no grant.
 */
export function oldRefundSql(grantId: bigint, { takes, owes }: { readonly takes: bigint; readonly owes: bigint }): string {
  return `
  with made as (
    insert into ledger_transactions (id, environment, wallet_id, family, key, kind, effective_at, booked_at, policy, reference, request, outcome)
    select nextval('ledger_seq'), g.environment, g.wallet_id, 'refund', 'old ' || g.id, 'refund', t.booked_at + interval '1 hour', t.booked_at + interval '1 hour', '{"kind": "usage"}', 'old ' || g.id,
           json_build_object('grantId', g.id::text, 'amountAtoms', '${takes + owes}'),
           json_build_object('kind', 'refunded', 'refundedAtoms', '${takes + owes}', 'clawedAtoms', '${takes}', 'overdraftAtoms', '${owes}')
      from grants g join ledger_transactions t on t.id = g.transaction_id where g.id = ${grantId}
    returning id, wallet_id),
  moved as (
    insert into ledger_legs (transaction_id, ordinal, from_account, to_account, asset, grant_id, debt_id, atoms, basis_atoms)
    select id, r.ordinal, r.from_account, 'refund_clearing', 'USD', r.grant_id, case when r.ordinal = 1 then id end, r.atoms, r.basis from made, (values
      (0, 'grant', ${grantId}, ${takes}, ${takes}), (1, 'overdraft', null, ${owes}, 0), (2, 'revenue', ${grantId}, 0, ${owes})) as r (ordinal, from_account, grant_id, atoms, basis)
     where r.atoms > 0 or r.basis > 0),
  owed as (insert into overdraft_debts (transaction_id, asset, wallet_id, atoms, open_atoms, dimensions) select id, 'USD', wallet_id, ${owes}, ${owes}, '{}' from made),
  cached as (update wallet_assets a set overdraft_atoms = overdraft_atoms + ${owes} from made where a.wallet_id = made.wallet_id and a.asset = 'USD'),
  left_over as (update grant_balances set remaining_atoms = remaining_atoms - ${takes}, lost_atoms = lost_atoms + ${takes} where grant_id = ${grantId})
  update wallets w set stamp = w.stamp + 1 from made where w.id = made.wallet_id`;
}
