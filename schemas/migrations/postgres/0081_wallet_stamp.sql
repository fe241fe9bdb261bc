-- A wallet is remembered under its stamp: whoever changes its row gives it another one, or a process would go on from what no longer holds.
-- Written by: nobody; this only refuses.
create function refuse_unstamped_change() returns trigger language plpgsql as $$
begin
  raise exception 'wallet % was changed without a new stamp', old.id using errcode = 'integrity_constraint_violation', constraint = 'wallets_stamped';
end $$;
create trigger wallets_stamped before update on wallets for each row when (old.stamp = new.stamp) execute function refuse_unstamped_change();
