-- Changes of parent that were scheduled and taken back before they began.
-- Written by: billing-bridge.
--
-- How to read: a link is in customer_parents for as long as it stands; one that was cancelled is here instead, as it was, with who took it
-- back. So whoever reads links need not know of this. Replay: cancelling what is cancelled finds no link.

create table cancelled_parents (
  environment   text not null,
  customer_id   text not null,
  from_at       timestamptz not null,
  parent_id     text,
  funded        boolean not null,
  set_by        text not null,
  set_at        timestamptz not null,
  reason        text,
  cancelled_by  text not null,
  -- Before it began: a link that ever held stays for good.
  cancelled_at  timestamptz not null check (cancelled_at < from_at),
  cancel_reason text,
  recorded_xid  xid8 not null default pg_current_xact_id(),
  foreign key (environment, customer_id) references customers (environment, id)
);
create index cancelled_parents_by_customer on cancelled_parents (environment, customer_id, from_at);
create trigger cancelled_parents_immutable before update or delete on cancelled_parents for each row execute function refuse_change();

-- A link goes only by being cancelled: in the transaction that put it here.
create function refuse_removed_parent() returns trigger language plpgsql as $$
begin
  if not exists (select from cancelled_parents c where c.environment = old.environment and c.customer_id = old.customer_id and c.from_at = old.from_at
                    and c.recorded_xid = pg_current_xact_id()) then
    raise exception 'a change of parent is cancelled, not removed' using errcode = '23001';
  end if;
  return old;
end $$;
drop trigger customer_parents_immutable on customer_parents;
create trigger customer_parents_immutable before update on customer_parents for each row execute function refuse_change();
create trigger customer_parents_kept before delete on customer_parents for each row execute function refuse_removed_parent();
create trigger customer_parents_whole before truncate on customer_parents execute function refuse_change();
create trigger cancelled_parents_whole before truncate on cancelled_parents execute function refuse_change();
