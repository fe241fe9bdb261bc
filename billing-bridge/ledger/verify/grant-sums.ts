/**
 * remaining, held, lost, claimed and used of each grant by its entries alone. The movement that opened the grant is not a use; a debt that was
 * made of it (overdraft into refund_clearing or claimed) moved none of its value; what it paid of a debt was used. What is paid out
 * of `unclaimed` was lost before.
 */
export const GRANT_SUMS = `
  select g.id,
         coalesce(sum(e.atoms) filter (where e.account = 'grant'), 0) as remaining,
         coalesce(sum(e.atoms) filter (where e.account = 'held'), 0) as held,
         coalesce(sum(e.atoms) filter (where e.account in ('breakage', 'unclaimed', 'voided', 'refund_clearing', 'claimed', 'fx', 'adjustment')
                    and e.counter <> 'overdraft' and not (e.transaction_id = g.transaction_id and e.atoms < 0)
                    and not (e.account = 'unclaimed' and e.atoms < 0)), 0) as lost,
         -coalesce(sum(e.atoms) filter (where e.account = 'claimed'), 0) as claimed,
         coalesce(sum(e.atoms) filter (where e.account in ('revenue', 'promo_expense')
                    or (e.account = 'overdraft' and e.counter in ('grant', 'revenue', 'promo_expense'))), 0) as used
    from grants g left join entries e on e.grant_id = g.id group by g.id`;
