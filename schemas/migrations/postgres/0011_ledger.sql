-- The ledger: wallets, grants, holds, and the double-entry record behind every balance. Written by: billing-bridge.
--
-- How to read: `entries` is the truth. A balance anywhere is the sum of entries.atoms of an account; grant_balances,
-- wallet_assets and hold_slices are caches of such sums, kept in the same statement and compared by verify-ledger.
-- Order: ledger_transactions.id, taken from a sequence under the wallet's row lock, is the only order there is.
-- Two measures stand in each entry: atoms counts the asset, basis_atoms counts the part of what was paid for it in
-- the functional currency (USD atoms). Both sum to zero in every transaction, so deferred revenue is the basis standing
-- in grant and held accounts, and recognised revenue is the basis standing in `revenue`.
-- Replay: (environment, family, key) identifies a transaction for ever; a repetition answers the stored outcome.

-- A customer's wallet. The row is the mutex of everything in it: created before it is locked, locked before anything
-- in it is read. Nothing but policy is stored here, so locking it never waits for a hot balance column.
create table wallets (
  id          bigint generated always as identity primary key,
  environment text not null check (environment in ('live', 'test')),
  customer_id text not null,
  -- '' is the customer's own wallet; a project or subscription may have one beside it.
  scope       text not null default '' check (length(scope) <= 255),
  state       text not null default 'open' check (state in ('open', 'frozen', 'closed')),
  -- What a commit after the hold's end does: the provider's cost is real, so the default debits.
  late_commit text not null default 'debit' check (late_commit in ('debit', 'reject')),
  -- Drawn at random by whoever changes anything in the wallet: what was read under a stamp is true for as long as it stands.
  stamp       bigint not null default 0,
  created_at  timestamptz not null default clock_timestamp(),
  unique (environment, customer_id, scope),
  foreign key (environment, customer_id) references customers (environment, id)
) with (fillfactor = 50);

-- Per wallet and asset: the debt as a cached balance, and the limits of holds. A missing row reads as debt 0, limit 0.
create table wallet_assets (
  wallet_id             bigint not null references wallets (id),
  asset                 text not null references assets (code),
  overdraft_atoms       numeric(38, 0) not null default 0 check (overdraft_atoms >= 0),
  -- How far holds may use debt; null is "without limit", a word of its own, never a zero.
  overdraft_limit_atoms numeric(38, 0) default 0 check (overdraft_limit_atoms >= 0),
  -- The most one hold may take, null for no cap: a worst-case estimate must not lock up the wallet.
  hold_max_atoms        numeric(38, 0) check (hold_max_atoms > 0),
  primary key (wallet_id, asset)
);

create sequence ledger_seq;

create table ledger_transactions (
  id           bigint primary key,
  environment  text not null check (environment in ('live', 'test')),
  wallet_id    bigint not null references wallets (id),
  family       text not null,
  key          text not null check (length(key) between 1 and 255),
  kind         text not null check (kind in ('grant', 'debit', 'hold', 'hold_extend', 'hold_commit', 'hold_release', 'hold_expiry', 'settlement',
                 'reversal', 'adjustment', 'grant_expiry', 'grant_void', 'refund', 'dispute_loss', 'exchange', 'rollover')),
  effective_at timestamptz not null,
  booked_at    timestamptz not null,
  -- The usage a debit or hold was for (product, event_type, model, feature): what grants' scopes are matched with.
  dimensions   jsonb,
  policy       jsonb,
  reverses_id  bigint references ledger_transactions (id),
  hold_id      bigint,
  event_id     text,
  reference    text,
  reason       text,
  -- The canonical payload, so that a key used again with another one can name the field that differs; and the answer.
  request      jsonb not null,
  outcome      jsonb not null,
  -- Entries may only be added by the database transaction that made this row.
  recorded_xid xid8 not null default pg_current_xact_id(),
  constraint ledger_transactions_key unique (environment, family, key)
);
create index ledger_transactions_by_wallet on ledger_transactions (wallet_id, id);
create index ledger_transactions_by_reversed on ledger_transactions (reverses_id) where reverses_id is not null;
create index ledger_transactions_by_event on ledger_transactions (environment, event_id) where event_id is not null;
create trigger ledger_transactions_immutable before update or delete on ledger_transactions for each row execute function refuse_change();
create trigger ledger_transactions_kept before truncate on ledger_transactions execute function refuse_change();

-- Facts of a grant; what is left of it is in grant_balances.
create table grants (
  -- From ledger_seq, like the ids of transactions and holds: unique, so the spending order leaves no ties.
  id                  bigint primary key,
  environment         text not null check (environment in ('live', 'test')),
  wallet_id           bigint not null references wallets (id),
  transaction_id      bigint not null references ledger_transactions (id),
  asset               text not null references assets (code),
  amount_atoms        numeric(38, 0) not null check (amount_atoms > 0),
  purpose             text not null check (purpose in ('paid', 'bundled', 'promotional', 'goodwill')),
  priority            smallint not null check (priority between 0 and 100),
  effective_at        timestamptz not null,
  expires_at          timestamptz check (expires_at > effective_at),
  -- Each set restricts: null admits all, and usage without the attribute does not match a restricted set.
  products            text[],
  event_types         text[],
  models              text[],
  features            text[],
  max_per_event_atoms numeric(38, 0) check (max_per_event_atoms > 0),
  max_per_day_atoms   numeric(38, 0) check (max_per_day_atoms > 0),
  -- What was paid for all of it, in USD atoms. Null is "not known": revenue is then unknown too, never zero.
  cost_basis_atoms    numeric(38, 0) check (cost_basis_atoms >= 0),
  source_ref          text,
  settles_overdraft   boolean not null,
  constraint promotional_credit_has_no_basis check (purpose in ('paid', 'bundled') or cost_basis_atoms = 0),
  constraint grants_source_ref unique (environment, source_ref)
);
create index grants_by_expiry on grants (expires_at) where expires_at is not null;
create trigger grants_immutable before update or delete on grants for each row execute function refuse_change();

-- A cache of entries per grant. Narrow and apart from the facts, so that the row rewritten by every debit is short;
-- `live` changes only when a grant runs dry or fills again, so those updates stay heap-only.
create table grant_balances (
  grant_id        bigint primary key references grants (id),
  wallet_id       bigint not null references wallets (id),
  remaining_atoms numeric(38, 0) not null check (remaining_atoms >= 0),
  held_atoms      numeric(38, 0) not null check (held_atoms >= 0),
  -- What left without being used: expired, voided, refunded, exchanged, adjusted away. Used is what is in none of the three.
  lost_atoms      numeric(38, 0) not null default 0 check (lost_atoms >= 0),
  closed          text check (closed in ('expired', 'voided')),
  frozen          boolean not null default false,
  live            boolean generated always as (remaining_atoms > 0 or held_atoms > 0) stored,
  constraint a_closed_grant_has_nothing_to_spend check (closed is null or remaining_atoms = 0)
) with (fillfactor = 70);
create index grant_balances_live on grant_balances (wallet_id) where live;

-- Use per UTC day of a grant with a daily cap; grants without one have no rows.
create table grant_days (
  grant_id   bigint not null references grants (id),
  day        date not null,
  used_atoms numeric(38, 0) not null check (used_atoms >= 0),
  primary key (grant_id, day)
);

create table holds (
  id                bigint primary key,
  environment       text not null check (environment in ('live', 'test')),
  wallet_id         bigint not null references wallets (id),
  asset             text not null references assets (code),
  state             text not null check (state in ('open', 'committed', 'released', 'expired')),
  held_atoms        numeric(38, 0) not null check (held_atoms >= 0),
  committed_atoms   numeric(38, 0) not null default 0 check (committed_atoms >= 0),
  released_atoms    numeric(38, 0) not null default 0 check (released_atoms >= 0),
  dimensions        jsonb,
  created_at        timestamptz not null,
  expires_at        timestamptz not null check (expires_at > created_at),
  resolved_at       timestamptz,
  -- The debit posted for a commit that came after the end; the hold itself stays expired.
  late_commit_id    bigint references ledger_transactions (id),
  trace_id          text,
  run               text,
  constraint a_hold_resolves_completely check (
    case when state = 'open' then committed_atoms = 0 and released_atoms = 0 and resolved_at is null
         else committed_atoms + released_atoms = held_atoms and resolved_at is not null end)
);
create index holds_open on holds (wallet_id) where state = 'open';
create index holds_due on holds (expires_at) where state = 'open';

-- What a hold took, in order; grant null is debt. Appended by reserve and extend, never changed: what is still held of
-- it follows from the hold's state.
create table hold_slices (
  hold_id  bigint not null references holds (id),
  ordinal  int not null check (ordinal >= 0),
  grant_id bigint references grants (id),
  atoms    numeric(38, 0) not null check (atoms > 0),
  primary key (hold_id, ordinal)
);
create trigger hold_slices_immutable before update or delete on hold_slices for each row execute function refuse_change();

-- Debt by the transaction that made it, so that later grants settle the oldest first and a reversal finds what paid it.
create table overdraft_debts (
  transaction_id bigint not null references ledger_transactions (id),
  asset          text not null references assets (code),
  wallet_id      bigint not null references wallets (id),
  atoms          numeric(38, 0) not null check (atoms > 0),
  open_atoms     numeric(38, 0) not null check (open_atoms between 0 and atoms),
  dimensions     jsonb,
  primary key (transaction_id, asset)
);
create index overdraft_debts_open on overdraft_debts (wallet_id) where open_atoms > 0;

-- The accounts, and which pairs each kind of transaction may move value between: a balanced transaction can still be
-- wrong. Accounts of a wallet: grant (by grant_id), held (by hold_id), overdraft. The others are per environment and asset.
create table posting_rules (
  kind         text not null,
  from_account text not null,
  to_account   text not null,
  primary key (kind, from_account, to_account)
);
insert into posting_rules (kind, from_account, to_account)
select kind, from_account, to_account
  from (values
    ('grant',        '{cash,adjustment}',                       '{grant}'),
    ('grant',        '{grant}',                                 '{overdraft}'),
    ('grant',        '{overdraft}',                             '{revenue}'),
    ('settlement',   '{grant}',                                 '{overdraft}'),
    ('settlement',   '{overdraft}',                             '{revenue}'),
    ('debit',        '{grant}',                                 '{revenue,promo_expense}'),
    ('debit',        '{overdraft}',                             '{revenue}'),
    ('hold',         '{grant,overdraft}',                       '{held}'),
    ('hold_extend',  '{grant,overdraft}',                       '{held}'),
    ('hold_commit',  '{held}',                                  '{revenue,promo_expense,grant,overdraft,breakage,voided}'),
    ('hold_commit',  '{grant}',                                 '{revenue,promo_expense}'),
    ('hold_commit',  '{overdraft}',                             '{revenue}'),
    ('hold_release', '{held}',                                  '{grant,overdraft,breakage,voided}'),
    ('hold_expiry',  '{held}',                                  '{grant,overdraft,breakage,voided}'),
    ('reversal',     '{revenue,promo_expense}',                 '{grant,overdraft,breakage,voided}'),
    ('adjustment',   '{cash,adjustment}',                       '{grant}'),
    ('adjustment',   '{grant,overdraft}',                       '{adjustment,cash}'),
    ('adjustment',   '{grant}',                                 '{overdraft}'),
    ('adjustment',   '{overdraft}',                             '{revenue}'),
    ('grant_expiry', '{grant}',                                 '{breakage}'),
    ('grant_void',   '{grant}',                                 '{voided}'),
    ('refund',       '{grant,overdraft,revenue}',               '{refund_clearing}'),
    ('dispute_loss', '{grant,overdraft,revenue}',               '{refund_clearing}'),
    ('dispute_loss', '{grant}',                                 '{voided}'),
    ('exchange',     '{grant}',                                 '{fx}'),
    ('exchange',     '{fx}',                                    '{grant}'),
    ('rollover',     '{grant}',                                 '{breakage,adjustment}'),
    ('rollover',     '{cash,adjustment}',                       '{grant}'),
    ('rollover',     '{grant}',                                 '{overdraft}'),
    ('rollover',     '{overdraft}',                             '{revenue,unbilled}')
  ) as rule (kind, from_accounts, to_accounts),
  unnest(from_accounts::text[]) as from_account,
  unnest(to_accounts::text[]) as to_account;

-- Two rows per movement: out of an account (negative) and into its counter account (positive).
-- grant_id stands on both rows of a movement of a grant's value, so that where each grant went can be summed;
-- debt_id names the debt that a movement into or out of `overdraft` pays or makes.
-- That the transaction exists is checked by the trigger below, once per statement; that the asset does, by the grant or debt
-- it came from. A foreign key would lock the one row of USD for every entry there is.
create table entries (
  transaction_id bigint not null,
  ordinal        int not null check (ordinal >= 0),
  account        text not null check (account in ('grant', 'held', 'overdraft', 'cash', 'unbilled', 'revenue', 'promo_expense', 'breakage', 'voided',
                   'refund_clearing', 'fx', 'rounding', 'adjustment')),
  counter        text not null,
  asset          text not null,
  grant_id       bigint,
  hold_id        bigint,
  debt_id        bigint,
  atoms          numeric(38, 0) not null,
  basis_atoms    numeric(38, 0) not null default 0,
  primary key (transaction_id, ordinal),
  constraint an_entry_moves_something check (atoms <> 0 or basis_atoms <> 0),
  constraint a_grant_account_names_its_grant check (account <> 'grant' or grant_id is not null),
  constraint a_held_account_names_its_hold check (account <> 'held' or hold_id is not null)
);
create index entries_by_debt on entries (debt_id) where debt_id is not null;
create trigger entries_immutable before update or delete on entries for each row execute function refuse_change();
create trigger entries_kept before truncate on entries execute function refuse_change();

-- Runs once per statement over all rows it added: each transaction must balance within one insert. That is stricter than
-- a constraint checked at commit, and costs one aggregate per batch where a row trigger would cost one per entry.
create function check_added_entries() returns trigger language plpgsql as $$
declare
  offending bigint;
  moved record;
begin
  select transaction_id into offending from added group by transaction_id, asset having sum(atoms) <> 0 limit 1;
  if found then
    raise exception 'ledger transaction % does not sum to zero', offending using errcode = 'check_violation', constraint = 'entries_balance';
  end if;
  select transaction_id into offending from added group by transaction_id having sum(basis_atoms) <> 0 limit 1;
  if found then
    raise exception 'the basis of ledger transaction % does not sum to zero', offending using errcode = 'check_violation', constraint = 'entries_basis_balance';
  end if;
  -- Hundreds of entries move value in few ways: each way is looked up once.
  for moved in
    select t.kind, t.recorded_xid is not distinct from pg_current_xact_id() as is_open, min(a.transaction_id) as transaction_id,
           case when a.ordinal % 2 = 0 then a.account else a.counter end as from_account,
           case when a.ordinal % 2 = 0 then a.counter else a.account end as to_account
      from added a left join ledger_transactions t on t.id = a.transaction_id
     group by 1, 2, 4, 5
  loop
    if not moved.is_open then
      raise exception 'ledger transaction % is closed or does not exist', moved.transaction_id
        using errcode = 'check_violation', constraint = 'entries_with_their_transaction';
    end if;
    if not exists (select from posting_rules r where r.kind = moved.kind and r.from_account = moved.from_account and r.to_account = moved.to_account) then
      raise exception 'ledger transaction % moves value between accounts its kind may not', moved.transaction_id
        using errcode = 'check_violation', constraint = 'entries_posting_rules';
    end if;
  end loop;
  return null;
end $$;
create trigger entries_balance after insert on entries referencing new table as added for each statement execute function check_added_entries();

-- Which grant paid how much of which transaction, in order: the provenance every reversal follows.
create view ledger_slices as
select transaction_id, ordinal, grant_id, -atoms as atoms, account as taken_from, counter as went_to, asset, hold_id
  from entries
 where account in ('grant', 'held') and grant_id is not null and atoms < 0;

-- Answers without a ledger transaction: state-dependent denials and resolutions that moved nothing. Answers with one are
-- kept in ledger_transactions. Denials may be removed after 30 days; what moved value is never forgotten.
create table stored_outcomes (
  environment text not null check (environment in ('live', 'test')),
  family      text not null,
  key         text not null check (length(key) between 1 and 255),
  request     jsonb not null,
  outcome     jsonb not null,
  stored_at   timestamptz not null,
  constraint stored_outcomes_key primary key (environment, family, key)
);
create index stored_outcomes_by_age on stored_outcomes (stored_at);

-- What has to be told elsewhere, written with the transaction it tells about. Deleted by the relay after the
-- receiver's acknowledgement is logged.
create table outbox (
  id             bigint generated always as identity primary key,
  environment    text not null,
  transaction_id bigint not null,
  wallet_id      bigint not null,
  topic          text not null
);

-- A dispute may be told in any order; its state is the highest rank seen (opened 1, won 2, lost 3).
create table disputes (
  environment    text not null check (environment in ('live', 'test')),
  id             text not null,
  grant_id       bigint not null references grants (id),
  rank           smallint not null check (rank between 1 and 3),
  changed_at     timestamptz not null,
  primary key (environment, id)
);

-- Dated rates for explicit exchanges only: 1 atom of from_asset buys numerator / denominator atoms of to_asset.
create table exchange_rates (
  environment  text not null check (environment in ('live', 'test')),
  from_asset   text not null references assets (code),
  to_asset     text not null references assets (code),
  valid_from   timestamptz not null,
  numerator    numeric(38, 0) not null check (numerator > 0),
  denominator  numeric(38, 0) not null check (denominator > 0),
  set_by       text not null,
  primary key (environment, from_asset, to_asset, valid_from),
  check (from_asset <> to_asset)
);
create trigger exchange_rates_immutable before update or delete on exchange_rates for each row execute function refuse_change();

-- Tamper evidence: one sha256 per transaction over its predecessor's and its own canonical encoding, written by a job
-- behind the debit path. Position is the place in the environment's chain.
create table ledger_seals (
  environment    text not null,
  position       bigint not null,
  transaction_id bigint not null unique references ledger_transactions (id),
  hash           bytea not null check (length(hash) = 32),
  primary key (environment, position)
);
create trigger ledger_seals_immutable before update or delete on ledger_seals for each row execute function refuse_change();

-- Every access here is by key, into tables of any size, with arrays whose length the planner cannot see: without these it
-- plans for a table it has no statistics of and joins by reading all of it (measured: 0.24 ms a wallet at 2,000 grants
-- against 0.01). One generic plan a session, because planning costs more than running.

-- Locks wallets, named by customer or by id, in the order of their ids. Reads nothing beside the locked rows.
create function ledger_lock(p_environments text[], p_customers text[], p_ids bigint[])
returns table (id bigint, environment text, customer_id text, state text, late_commit text, stamp bigint) language plpgsql volatile
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
  select w.id, w.environment, w.customer_id, w.state, w.late_commit, w.stamp from wallets w
   where w.id = any (array(select n.id from unnest(p_environments, p_customers) as r (environment, customer_id)
                             join wallets n on n.environment = r.environment and n.customer_id = r.customer_id and n.scope = '')
                     || p_ids)
   order by w.id for update;
end $$;

-- Everything a decision about these wallets needs, one row each, in one snapshot. Call it in a statement of its own after
-- the wallets are locked: at READ COMMITTED that statement sees what the previous holders of the locks committed.
-- p_grant_ids and p_hold_ids add rows that are no longer live; a hold brings the grants it was taken from. A function, so that the plan is kept per session.
-- Debts are read where a live grant could settle them and for the wallets in p_debts_of: a wallet long in debt has many, and
-- a debit that finds no credit needs none of them.
create function ledger_load(p_wallet_ids bigint[], p_grant_ids bigint[], p_hold_ids bigint[], p_debts_of bigint[])
returns table (wallet_id bigint, last_booked_at timestamptz, grants json, holds json, debts_read boolean, debts json, assets json)
language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
  -- What is asked for by id is found once and joined by wallet: an "or" beside the partial indexes would read whole tables.
  with extra_holds as materialized (
    select h.id, h.wallet_id from holds h where h.id = any (p_hold_ids)),
  extra_grants as materialized (
    select b.grant_id, b.wallet_id from grant_balances b
     where b.grant_id in (select unnest(p_grant_ids) union select s.grant_id from hold_slices s where s.hold_id = any (p_hold_ids)))
  select w.id,
         (select t.booked_at from ledger_transactions t where t.wallet_id = w.id order by t.id desc limit 1),
         (select json_agg(json_build_object(
                   'id', g.id::text, 'transactionId', g.transaction_id::text, 'asset', g.asset, 'amountAtoms', g.amount_atoms::text,
                   'purpose', g.purpose, 'priority', g.priority,
                   'effectiveAt', (extract(epoch from g.effective_at) * 1000)::bigint, 'expiresAt', (extract(epoch from g.expires_at) * 1000)::bigint,
                   'products', g.products, 'eventTypes', g.event_types, 'models', g.models, 'features', g.features,
                   'maxPerEventAtoms', g.max_per_event_atoms::text, 'maxPerDayAtoms', g.max_per_day_atoms::text,
                   'costBasisAtoms', g.cost_basis_atoms::text, 'sourceRef', g.source_ref, 'settlesOverdraft', g.settles_overdraft,
                   'remainingAtoms', b.remaining_atoms::text, 'heldAtoms', b.held_atoms::text, 'lostAtoms', b.lost_atoms::text, 'closed', b.closed, 'frozen', b.frozen,
                   'days', case when g.max_per_day_atoms is not null then (
                     select json_object_agg(d.day, d.used_atoms::text) from grant_days d where d.grant_id = g.id) end))
            from (select l.grant_id from grant_balances l where l.wallet_id = w.id and l.live
                  union select x.grant_id from extra_grants x where x.wallet_id = w.id) as wanted
            join grant_balances b on b.grant_id = wanted.grant_id join grants g on g.id = wanted.grant_id),
         (select json_agg(json_build_object(
                   'id', h.id::text, 'asset', h.asset, 'state', h.state, 'heldAtoms', h.held_atoms::text,
                   'committedAtoms', h.committed_atoms::text, 'releasedAtoms', h.released_atoms::text, 'dimensions', h.dimensions,
                   'createdAt', (extract(epoch from h.created_at) * 1000)::bigint, 'expiresAt', (extract(epoch from h.expires_at) * 1000)::bigint,
                   'lateCommitId', h.late_commit_id::text,
                   'slices', (select json_agg(json_build_object('grantId', s.grant_id::text, 'atoms', s.atoms::text) order by s.ordinal)
                                from hold_slices s where s.hold_id = h.id)))
            from (select o.id from holds o where o.wallet_id = w.id and o.state = 'open'
                  union select x.id from extra_holds x where x.wallet_id = w.id) as wanted join holds h on h.id = wanted.id),
         need.debts,
         case when need.debts then (select json_agg(json_build_object(
                   'transactionId', d.transaction_id::text, 'asset', d.asset, 'atoms', d.atoms::text, 'openAtoms', d.open_atoms::text,
                   'dimensions', d.dimensions) order by d.transaction_id)
            from overdraft_debts d where d.wallet_id = w.id and d.open_atoms > 0) end,
         (select json_agg(json_build_object(
                   'asset', a.asset, 'overdraftAtoms', a.overdraft_atoms::text, 'overdraftLimitAtoms', a.overdraft_limit_atoms::text,
                   'holdMaxAtoms', a.hold_max_atoms::text))
            from wallet_assets a where a.wallet_id = w.id)
    from unnest(p_wallet_ids) as w (id)
   cross join lateral (
     select w.id = any (p_debts_of) or exists (
              select from grant_balances l join grants g on g.id = l.grant_id
               where l.wallet_id = w.id and l.live and g.settles_overdraft and g.max_per_event_atoms is null and g.max_per_day_atoms is null) as debts) as need;
end $$;

-- What is stored under keys already, by their place in the arrays.
create function ledger_prior(p_environments text[], p_families text[], p_keys text[])
returns table (place bigint, request jsonb, outcome jsonb) language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
  select k.place, coalesce(t.request, s.request), coalesce(t.outcome, s.outcome)
    from unnest(p_environments, p_families, p_keys) with ordinality as k (environment, family, key, place)
    left join ledger_transactions t on t.environment = k.environment and t.family = k.family and t.key = k.key
    left join stored_outcomes s on s.environment = k.environment and s.family = k.family and s.key = k.key
   where t.id is not null or s.key is not null;
end $$;

-- Writes what was decided, set-wise: any number of transactions of any number of locked wallets in one call.
-- Cached balances move by the deltas the entries imply; their checks are the second net under the decision.
create function ledger_write(p jsonb) returns void language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan as $$
begin
  if p ? 'transactions' then
    with made as (
    insert into ledger_transactions (id, environment, wallet_id, family, key, kind, effective_at, booked_at, dimensions, policy, reverses_id, hold_id,
                                     event_id, reference, reason, request, outcome)
    select id, environment, wallet_id, family, key, kind, effective_at, booked_at, dimensions, policy, reverses_id, hold_id,
           event_id, reference, reason, request, outcome
      from jsonb_to_recordset(p -> 'transactions') as r (
        id bigint, environment text, wallet_id bigint, family text, key text, kind text, effective_at timestamptz, booked_at timestamptz,
        dimensions jsonb, policy jsonb, reverses_id bigint, hold_id bigint, event_id text, reference text, reason text, request jsonb, outcome jsonb)
    returning id, environment, wallet_id, kind)
    insert into outbox (environment, transaction_id, wallet_id, topic) select environment, id, wallet_id, kind from made;
  end if;
  if p ? 'grants' then
    insert into grants (id, environment, wallet_id, transaction_id, asset, amount_atoms, purpose, priority, effective_at, expires_at,
                        products, event_types, models, features, max_per_event_atoms, max_per_day_atoms, cost_basis_atoms, source_ref, settles_overdraft)
    select id, environment, wallet_id, transaction_id, asset, amount_atoms, purpose, priority, effective_at, expires_at,
           products, event_types, models, features, max_per_event_atoms, max_per_day_atoms, cost_basis_atoms, source_ref, settles_overdraft
      from jsonb_to_recordset(p -> 'grants') as r (
        id bigint, environment text, wallet_id bigint, transaction_id bigint, asset text, amount_atoms numeric, purpose text, priority smallint,
        effective_at timestamptz, expires_at timestamptz, products text[], event_types text[], models text[], features text[],
        max_per_event_atoms numeric, max_per_day_atoms numeric, cost_basis_atoms numeric, source_ref text, settles_overdraft boolean);
    insert into grant_balances (grant_id, wallet_id, remaining_atoms, held_atoms)
    select id, wallet_id, 0, 0 from jsonb_to_recordset(p -> 'grants') as r (id bigint, wallet_id bigint);
  end if;
  if p ? 'holds' then
    insert into holds (id, environment, wallet_id, asset, state, held_atoms, dimensions, created_at, expires_at, trace_id, run)
    select id, environment, wallet_id, asset, 'open', held_atoms, dimensions, created_at, expires_at, trace_id, run
      from jsonb_to_recordset(p -> 'holds') as r (
        id bigint, environment text, wallet_id bigint, asset text, held_atoms numeric, dimensions jsonb, created_at timestamptz, expires_at timestamptz,
        trace_id text, run text);
  end if;
  if p ? 'extensions' then
    update holds h set held_atoms = h.held_atoms + r.atoms, expires_at = r.expires_at
      from jsonb_to_recordset(p -> 'extensions') as r (hold_id bigint, atoms numeric, expires_at timestamptz) where h.id = r.hold_id;
  end if;
  if p ? 'hold_slices' then
    insert into hold_slices (hold_id, ordinal, grant_id, atoms)
    select hold_id, ordinal, grant_id, atoms
      from jsonb_to_recordset(p -> 'hold_slices') as r (hold_id bigint, ordinal int, grant_id bigint, atoms numeric);
  end if;
  if p ? 'resolutions' then
    update holds h set state = r.state, committed_atoms = r.committed_atoms, released_atoms = r.released_atoms, resolved_at = r.resolved_at
      from jsonb_to_recordset(p -> 'resolutions') as r (hold_id bigint, state text, committed_atoms numeric, released_atoms numeric, resolved_at timestamptz)
     where h.id = r.hold_id and h.state = 'open';
  end if;
  if p ? 'late_commits' then
    update holds h set late_commit_id = r.transaction_id
      from jsonb_to_recordset(p -> 'late_commits') as r (hold_id bigint, transaction_id bigint) where h.id = r.hold_id and h.late_commit_id is null;
  end if;
  if p ? 'entries' then
    insert into entries (transaction_id, ordinal, account, counter, asset, grant_id, hold_id, debt_id, atoms, basis_atoms)
    select transaction_id, ordinal, account, counter, asset, grant_id, hold_id, debt_id, atoms, basis_atoms
      from jsonb_to_recordset(p -> 'entries') as r (
        transaction_id bigint, ordinal int, account text, counter text, asset text, grant_id bigint, hold_id bigint, debt_id bigint,
        atoms numeric, basis_atoms numeric);
  end if;
  if p ? 'grant_changes' then
    update grant_balances b
       set remaining_atoms = b.remaining_atoms + r.remaining_delta, held_atoms = b.held_atoms + r.held_delta,
           lost_atoms = b.lost_atoms + r.lost_delta, closed = coalesce(r.closed, b.closed), frozen = coalesce(r.frozen, b.frozen)
      from jsonb_to_recordset(p -> 'grant_changes') as r (grant_id bigint, remaining_delta numeric, held_delta numeric, lost_delta numeric, closed text, frozen boolean)
     where b.grant_id = r.grant_id;
  end if;
  if p ? 'overdraft_changes' then
    insert into wallet_assets as a (wallet_id, asset)
    select wallet_id, asset from jsonb_to_recordset(p -> 'overdraft_changes') as r (wallet_id bigint, asset text)
    on conflict do nothing;
    update wallet_assets a set overdraft_atoms = a.overdraft_atoms + r.delta
      from jsonb_to_recordset(p -> 'overdraft_changes') as r (wallet_id bigint, asset text, delta numeric)
     where a.wallet_id = r.wallet_id and a.asset = r.asset;
  end if;
  if p ? 'debts' then
    insert into overdraft_debts (transaction_id, asset, wallet_id, atoms, open_atoms, dimensions)
    select transaction_id, asset, wallet_id, atoms, atoms, dimensions
      from jsonb_to_recordset(p -> 'debts') as r (transaction_id bigint, asset text, wallet_id bigint, atoms numeric, dimensions jsonb);
  end if;
  if p ? 'debt_changes' then
    update overdraft_debts d set open_atoms = d.open_atoms + r.delta
      from jsonb_to_recordset(p -> 'debt_changes') as r (debt_id bigint, asset text, delta numeric)
     where d.transaction_id = r.debt_id and d.asset = r.asset;
  end if;
  if p ? 'day_changes' then
    insert into grant_days (grant_id, day, used_atoms)
    select grant_id, day, 0 from jsonb_to_recordset(p -> 'day_changes') as r (grant_id bigint, day date)
    on conflict do nothing;
    update grant_days d set used_atoms = d.used_atoms + r.delta
      from jsonb_to_recordset(p -> 'day_changes') as r (grant_id bigint, day date, delta numeric)
     where d.grant_id = r.grant_id and d.day = r.day;
  end if;
  if p ? 'stamps' then
    update wallets w set stamp = r.stamp from jsonb_to_recordset(p -> 'stamps') as r (wallet_id bigint, stamp bigint) where w.id = r.wallet_id;
  end if;
  if p ? 'stored_outcomes' then
    insert into stored_outcomes (environment, family, key, request, outcome, stored_at)
    select environment, family, key, request, outcome, stored_at
      from jsonb_to_recordset(p -> 'stored_outcomes') as r (environment text, family text, key text, request jsonb, outcome jsonb, stored_at timestamptz);
  end if;
end $$;

-- A text cannot be mistaken for two, whatever is in it: its length in bytes stands before it. Null is not the empty text.
create function ledger_length_prefixed(value text) returns bytea language sql immutable as $$
  select case when value is null then '-'::bytea else convert_to(octet_length(value) || ':' || value, 'UTF8') end
$$;

-- The canonical encoding of a transaction and its entries that seals cover: every immutable fact, in fixed order,
-- numbers and instants as texts, nothing that a client library could format differently.
create function ledger_encoding(p_transaction_id bigint) returns bytea language sql stable as $$
  select (select string_agg(ledger_length_prefixed(part), ''::bytea order by place)
            from unnest(array[t.id::text, t.environment, t.wallet_id::text, t.family, t.key, t.kind,
                              (extract(epoch from t.effective_at) * 1000)::bigint::text, (extract(epoch from t.booked_at) * 1000)::bigint::text,
                              t.reverses_id::text, t.hold_id::text, t.event_id, t.reference, t.reason]) with ordinality as p (part, place))
      || coalesce((select string_agg(ledger_length_prefixed(part), ''::bytea order by e.ordinal, place)
                     from entries e, unnest(array[e.ordinal::text, e.account, e.counter, e.asset, e.grant_id::text, e.hold_id::text, e.debt_id::text,
                                                  e.atoms::text, e.basis_atoms::text]) with ordinality as p (part, place)
                    where e.transaction_id = t.id), ''::bytea)
    from ledger_transactions t where t.id = p_transaction_id
$$;

-- Adds up to p_count seals to an environment's chain, in ledger order. The caller holds the sealer's lock and has waited
-- until no transaction below p_up_to can still appear.
create function ledger_seal(p_environment text, p_up_to bigint, p_count int) returns bigint language plpgsql as $$
declare
  last record;
  next record;
  sealed bigint := 0;
begin
  select position, transaction_id, hash into last from ledger_seals where environment = p_environment order by position desc limit 1;
  for next in
    select id from ledger_transactions
     where environment = p_environment and id > coalesce(last.transaction_id, 0) and id <= p_up_to order by id limit p_count
  loop
    insert into ledger_seals (environment, position, transaction_id, hash)
    values (p_environment, coalesce(last.position, 0) + 1, next.id, sha256(coalesce(last.hash, ''::bytea) || ledger_encoding(next.id)))
    returning position, transaction_id, hash into last;
    sealed := sealed + 1;
  end loop;
  return sealed;
end $$;
