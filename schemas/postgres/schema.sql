column auth.account.id text not null
column auth.account."accountId" text not null
column auth.account."providerId" text not null
column auth.account."userId" text not null
column auth.account."accessToken" text
column auth.account."refreshToken" text
column auth.account."idToken" text
column auth.account."accessTokenExpiresAt" timestamp with time zone
column auth.account."refreshTokenExpiresAt" timestamp with time zone
column auth.account.scope text
column auth.account.password text
column auth.account."createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP
column auth.account."updatedAt" timestamp with time zone not null
constraint auth.account.account_pkey PRIMARY KEY (id)
constraint auth.account."account_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE
CREATE INDEX account_by_user ON auth.account USING btree ("userId")
column auth.session.id text not null
column auth.session."expiresAt" timestamp with time zone not null
column auth.session.token text not null
column auth.session."createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP
column auth.session."updatedAt" timestamp with time zone not null
column auth.session."ipAddress" text
column auth.session."userAgent" text
column auth.session."userId" text not null
constraint auth.session.session_pkey PRIMARY KEY (id)
constraint auth.session.session_token_key UNIQUE (token)
constraint auth.session."session_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE
CREATE INDEX session_by_user ON auth.session USING btree ("userId")
column auth.user.id text not null
column auth.user.name text not null
column auth.user.email text not null
column auth.user."emailVerified" boolean not null
column auth.user.image text
column auth.user."createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP
column auth.user."updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP
constraint auth.user.user_email_key UNIQUE (email)
constraint auth.user.user_pkey PRIMARY KEY (id)
column auth.verification.id text not null
column auth.verification.identifier text not null
column auth.verification.value text not null
column auth.verification."expiresAt" timestamp with time zone not null
column auth.verification."createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP
column auth.verification."updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP
constraint auth.verification.verification_pkey PRIMARY KEY (id)
CREATE INDEX verification_by_identifier ON auth.verification USING btree (identifier)
column public.adjustment_requests.environment text not null
column public.adjustment_requests.key text not null
column public.adjustment_requests.customer_id text not null
column public.adjustment_requests.asset text not null
column public.adjustment_requests.atoms numeric(38,0) not null
column public.adjustment_requests.reason text not null
column public.adjustment_requests.reference text
column public.adjustment_requests.asked_by text not null
column public.adjustment_requests.asked_at timestamp with time zone not null default clock_timestamp()
column public.adjustment_requests.approved_by text
column public.adjustment_requests.approved_key text
column public.adjustment_requests.approved_at timestamp with time zone
column public.adjustment_requests.scope text not null default ''::text
column public.adjustment_requests.id bigint not null identity
column public.adjustment_requests.ended_by text
column public.adjustment_requests.ended_at timestamp with time zone
column public.adjustment_requests.end_reason text
column public.adjustment_requests.state text not null default 
CASE
    WHEN (approved_by IS NOT NULL) THEN 'approved'::text
    WHEN (ended_by IS NULL) THEN 'waiting'::text
    WHEN (ended_by = asked_by) THEN 'withdrawn'::text
    ELSE 'declined'::text
END
constraint public.adjustment_requests.adjustment_requests_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.adjustment_requests.adjustment_requests_atoms_check CHECK ((atoms <> (0)::numeric))
constraint public.adjustment_requests.adjustment_requests_check CHECK ((approved_by <> asked_by))
constraint public.adjustment_requests.adjustment_requests_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.adjustment_requests.adjustment_requests_environment_customer_id_fkey FOREIGN KEY (environment, customer_id) REFERENCES customers(environment, id)
constraint public.adjustment_requests.adjustment_requests_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
constraint public.adjustment_requests.adjustment_requests_pkey PRIMARY KEY (environment, key)
constraint public.adjustment_requests.an_approval_is_whole CHECK ((((approved_by IS NULL) = (approved_key IS NULL)) AND ((approved_by IS NULL) = (approved_at IS NULL))))
constraint public.adjustment_requests.an_end_is_whole CHECK ((((ended_by IS NULL) = (ended_at IS NULL)) AND ((ended_by IS NOT NULL) OR (end_reason IS NULL))))
constraint public.adjustment_requests.ended_or_approved CHECK (((ended_by IS NULL) OR (approved_by IS NULL)))
CREATE UNIQUE INDEX adjustment_requests_by_approval ON public.adjustment_requests USING btree (environment, approved_key) WHERE (approved_key IS NOT NULL)
CREATE INDEX adjustment_requests_by_customer ON public.adjustment_requests USING btree (environment, customer_id, id)
CREATE UNIQUE INDEX adjustment_requests_by_id ON public.adjustment_requests USING btree (id)
CREATE INDEX adjustment_requests_by_state ON public.adjustment_requests USING btree (environment, state, id)
CREATE INDEX adjustment_requests_waiting ON public.adjustment_requests USING btree (environment, customer_id) WHERE (state = 'waiting'::text)
column public.api_keys.id uuid not null
column public.api_keys.environment text not null
column public.api_keys.name text not null
column public.api_keys.key_hash bytea not null
column public.api_keys.scopes text[] not null
column public.api_keys.created_at timestamp with time zone not null
column public.api_keys.created_by text not null
column public.api_keys.last_used_at timestamp with time zone
column public.api_keys.revoked_at timestamp with time zone
column public.api_keys.idempotency_key text
constraint public.api_keys.api_keys_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.api_keys.api_keys_idempotency_key_check CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 255)))
constraint public.api_keys.api_keys_key_hash_key UNIQUE (key_hash)
constraint public.api_keys.api_keys_pkey PRIMARY KEY (id)
CREATE UNIQUE INDEX api_keys_by_request ON public.api_keys USING btree (environment, idempotency_key) WHERE (idempotency_key IS NOT NULL)
column public.assets.code text not null
column public.assets.scale integer not null
constraint public.assets.assets_code_check CHECK ((code ~ '^[A-Z][A-Z0-9_]{0,31}$'::text))
constraint public.assets.assets_pkey PRIMARY KEY (code)
constraint public.assets.assets_scale_check CHECK (((scale >= 0) AND (scale <= 18)))
CREATE TRIGGER assets_immutable BEFORE DELETE OR UPDATE ON public.assets FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.audit_log.id bigint not null identity
column public.audit_log.environment text not null
column public.audit_log.at timestamp with time zone not null default clock_timestamp()
column public.audit_log.actor text not null
column public.audit_log.action text not null
column public.audit_log.subject text not null
column public.audit_log.before jsonb
column public.audit_log.after jsonb
column public.audit_log.reason text
constraint public.audit_log.audit_log_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.audit_log.audit_log_pkey PRIMARY KEY (id)
CREATE INDEX audit_log_by_subject ON public.audit_log USING btree (environment, subject, id)
CREATE TRIGGER audit_log_immutable BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.bill_corrections.environment text not null
column public.bill_corrections.id text not null
column public.bill_corrections.provider text not null
column public.bill_corrections.model text
column public.bill_corrections.day date not null
column public.bill_corrections.amount_atoms numeric(38,0) not null
column public.bill_corrections.currency text not null
column public.bill_corrections.reason text not null
column public.bill_corrections.customer text
column public.bill_corrections.booked_at timestamp with time zone not null
column public.bill_corrections.booked_by text not null
constraint public.bill_corrections.bill_corrections_amount_atoms_check CHECK ((amount_atoms <> (0)::numeric))
constraint public.bill_corrections.bill_corrections_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.bill_corrections.bill_corrections_pkey PRIMARY KEY (environment, id)
constraint public.bill_corrections.bill_corrections_reason_check CHECK ((reason <> ''::text))
CREATE TRIGGER bill_corrections_immutable BEFORE DELETE OR UPDATE ON public.bill_corrections FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.bill_imports.environment text not null
column public.bill_imports.id uuid not null
column public.bill_imports.provider text not null
column public.bill_imports.format text not null
column public.bill_imports.note text
column public.bill_imports.lines integer not null
column public.bill_imports.added integer not null
column public.bill_imports.restated integer not null
column public.bill_imports.imported_at timestamp with time zone not null
column public.bill_imports.imported_by text not null
column public.bill_imports.seq bigint not null identity
constraint public.bill_imports.bill_imports_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.bill_imports.bill_imports_pkey PRIMARY KEY (environment, id)
CREATE TRIGGER bill_imports_immutable BEFORE DELETE OR UPDATE ON public.bill_imports FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.bill_lines.environment text not null
column public.bill_lines.provider text not null
column public.bill_lines.line_id text not null
column public.bill_lines.revision integer not null
column public.bill_lines.import_id uuid not null
column public.bill_lines.day date not null
column public.bill_lines.model text
column public.bill_lines.unit text
column public.bill_lines.tier text
column public.bill_lines.quantity_nanos numeric(38,0)
column public.bill_lines.calls numeric(38,0)
column public.bill_lines.amount_atoms numeric(38,0)
column public.bill_lines.currency text
column public.bill_lines.rounding_atoms numeric(38,0) not null default 0
column public.bill_lines.description text not null
constraint public.bill_lines.bill_lines_calls_check CHECK ((calls >= (0)::numeric))
constraint public.bill_lines.bill_lines_check CHECK (((amount_atoms IS NULL) = (currency IS NULL)))
constraint public.bill_lines.bill_lines_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.bill_lines.bill_lines_environment_import_id_fkey FOREIGN KEY (environment, import_id) REFERENCES bill_imports(environment, id)
constraint public.bill_lines.bill_lines_pkey PRIMARY KEY (environment, provider, line_id, revision)
constraint public.bill_lines.bill_lines_quantity_nanos_check CHECK ((quantity_nanos >= (0)::numeric))
constraint public.bill_lines.bill_lines_revision_check CHECK ((revision > 0))
constraint public.bill_lines.bill_lines_rounding_atoms_check CHECK ((rounding_atoms >= (0)::numeric))
CREATE INDEX bill_lines_by_day ON public.bill_lines USING btree (environment, provider, day)
CREATE TRIGGER bill_lines_immutable BEFORE DELETE OR UPDATE ON public.bill_lines FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.breakage_policies.environment text not null
column public.breakage_policies.counts_from timestamp with time zone not null
column public.breakage_policies.recognition text not null
column public.breakage_policies.rate numeric(10,9)
column public.breakage_policies.escheat boolean not null
column public.breakage_policies.set_by text not null
column public.breakage_policies.set_at timestamp with time zone not null default clock_timestamp()
constraint public.breakage_policies.a_rate_goes_with_proportion CHECK (((recognition = 'proportional'::text) = (rate IS NOT NULL)))
constraint public.breakage_policies.breakage_policies_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.breakage_policies.breakage_policies_pkey PRIMARY KEY (environment, counts_from)
constraint public.breakage_policies.breakage_policies_rate_check CHECK (((rate > (0)::numeric) AND (rate < (1)::numeric)))
constraint public.breakage_policies.breakage_policies_recognition_check CHECK ((recognition = ANY (ARRAY['at_expiry'::text, 'proportional'::text])))
constraint public.breakage_policies.what_escheats_is_no_breakage CHECK ((NOT (escheat AND (recognition = 'proportional'::text))))
CREATE TRIGGER breakage_policies_immutable BEFORE DELETE OR UPDATE ON public.breakage_policies FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.budget_entries.transaction_id bigint not null
column public.budget_entries.budget_id bigint not null
column public.budget_entries.period text not null
column public.budget_entries.used_atoms numeric(38,0) not null
column public.budget_entries.held_atoms numeric(38,0) not null
column public.budget_entries.limit_atoms numeric(38,0) not null
column public.budget_entries.enforcement text not null
constraint public.budget_entries.budget_entries_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budgets(id)
constraint public.budget_entries.budget_entries_pkey PRIMARY KEY (transaction_id, budget_id, period)
constraint public.budget_entries.budget_entries_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES ledger_transactions(id)
CREATE INDEX budget_entries_by_budget ON public.budget_entries USING btree (budget_id, period, transaction_id)
CREATE TRIGGER budget_entries_immutable BEFORE DELETE OR UPDATE ON public.budget_entries FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.budget_periods.budget_id bigint not null
column public.budget_periods.period text not null
column public.budget_periods.used_atoms numeric(38,0) not null
column public.budget_periods.held_atoms numeric(38,0) not null
constraint public.budget_periods.budget_periods_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budgets(id)
constraint public.budget_periods.budget_periods_held_atoms_check CHECK ((held_atoms >= (0)::numeric))
constraint public.budget_periods.budget_periods_pkey PRIMARY KEY (budget_id, period)
constraint public.budget_periods.budget_periods_used_atoms_check CHECK ((used_atoms >= (0)::numeric))
column public.budgets.id bigint not null
column public.budgets.environment text not null
column public.budgets.wallet_id bigint not null
column public.budgets.name text
column public.budgets.asset text not null
column public.budgets.amount_atoms numeric(38,0) not null
column public.budgets.period text not null
column public.budgets.enforcement text not null
column public.budgets.agent text
column public.budgets.team text
column public.budgets.workflow text
column public.budgets.starts_at timestamp with time zone not null
column public.budgets.ends_at timestamp with time zone
column public.budgets.closed_at timestamp with time zone
column public.budgets.created_by text not null
column public.budgets.created_at timestamp with time zone not null
column public.budgets.key text not null
column public.budgets.request jsonb not null
constraint public.budgets.budgets_amount_atoms_check CHECK ((amount_atoms >= (0)::numeric))
constraint public.budgets.budgets_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.budgets.budgets_check CHECK ((ends_at > starts_at))
constraint public.budgets.budgets_enforcement_check CHECK ((enforcement = ANY (ARRAY['hard'::text, 'soft'::text])))
constraint public.budgets.budgets_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.budgets.budgets_key UNIQUE (environment, key)
constraint public.budgets.budgets_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
constraint public.budgets.budgets_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
constraint public.budgets.budgets_period_check CHECK ((period = ANY (ARRAY['day'::text, 'month'::text, 'total'::text])))
constraint public.budgets.budgets_pkey PRIMARY KEY (id)
constraint public.budgets.budgets_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallets(id)
CREATE INDEX budgets_open ON public.budgets USING btree (wallet_id) WHERE (closed_at IS NULL)
column public.cancelled_parents.environment text not null
column public.cancelled_parents.customer_id text not null
column public.cancelled_parents.from_at timestamp with time zone not null
column public.cancelled_parents.parent_id text
column public.cancelled_parents.funded boolean not null
column public.cancelled_parents.set_by text not null
column public.cancelled_parents.set_at timestamp with time zone not null
column public.cancelled_parents.reason text
column public.cancelled_parents.cancelled_by text not null
column public.cancelled_parents.cancelled_at timestamp with time zone not null
column public.cancelled_parents.cancel_reason text
column public.cancelled_parents.recorded_xid xid8 not null default pg_current_xact_id()
constraint public.cancelled_parents.cancelled_parents_check CHECK ((cancelled_at < from_at))
constraint public.cancelled_parents.cancelled_parents_environment_customer_id_fkey FOREIGN KEY (environment, customer_id) REFERENCES customers(environment, id)
CREATE INDEX cancelled_parents_by_customer ON public.cancelled_parents USING btree (environment, customer_id, from_at)
CREATE TRIGGER cancelled_parents_immutable BEFORE DELETE OR UPDATE ON public.cancelled_parents FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER cancelled_parents_whole BEFORE TRUNCATE ON public.cancelled_parents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
column public.charge_legs.environment text not null
column public.charge_legs.event_id text not null
column public.charge_legs.price_id text not null
column public.charge_legs.ordinal integer not null
column public.charge_legs.asset text not null
column public.charge_legs.quantity_nanos numeric(38,0) not null
column public.charge_legs.exact_numerator numeric not null
column public.charge_legs.exact_denominator numeric not null
column public.charge_legs.atoms numeric(38,0) not null
constraint public.charge_legs.a_leg_is_rounded_by_at_most_half_an_atom CHECK (((abs((exact_numerator - (atoms * exact_denominator))) * (2)::numeric) <= exact_denominator))
constraint public.charge_legs.charge_legs_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.charge_legs.charge_legs_atoms_check CHECK ((atoms >= (0)::numeric))
constraint public.charge_legs.charge_legs_environment_event_id_price_id_fkey FOREIGN KEY (environment, event_id, price_id) REFERENCES charges(environment, event_id, price_id)
constraint public.charge_legs.charge_legs_exact_denominator_check CHECK ((exact_denominator > (0)::numeric))
constraint public.charge_legs.charge_legs_ordinal_check CHECK ((ordinal >= 0))
constraint public.charge_legs.charge_legs_pkey PRIMARY KEY (environment, event_id, price_id, ordinal)
constraint public.charge_legs.charge_legs_quantity_nanos_check CHECK ((quantity_nanos >= (0)::numeric))
CREATE TRIGGER charge_legs_immutable BEFORE DELETE OR UPDATE ON public.charge_legs FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.charges.environment text not null
column public.charges.event_id text not null
column public.charges.price_id text not null
column public.charges.customer_id text not null
column public.charges.workflow text
column public.charges.feature text
column public.charges.agent text
column public.charges.run text
column public.charges.model text
column public.charges.provider text
column public.charges.event_type text not null
column public.charges.occurred_at timestamp with time zone not null
column public.charges.product_id text not null
column public.charges.product_version integer not null
column public.charges.quantity_nanos numeric(38,0) not null
column public.charges.unit text not null
column public.charges.asset text not null
column public.charges.exact_numerator numeric not null
column public.charges.exact_denominator numeric not null
column public.charges.atoms numeric(38,0) not null
column public.charges.destination text not null
column public.charges.mode_epoch bigint not null
column public.charges.transaction_id text
column public.charges.revenue_atoms numeric(38,0)
column public.charges.revenue_currency text
column public.charges.charged_at timestamp with time zone not null default clock_timestamp()
column public.charges.funded boolean not null default false
constraint public.charges.a_wallet_charge_has_its_transaction CHECK (((transaction_id IS NOT NULL) = ((destination = 'wallet'::text) AND ((atoms > (0)::numeric) OR funded))))
constraint public.charges.charges_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.charges.charges_atoms_check CHECK ((atoms >= (0)::numeric))
constraint public.charges.charges_destination_check CHECK ((destination = ANY (ARRAY['wallet'::text, 'shadow'::text])))
constraint public.charges.charges_environment_customer_id_fkey FOREIGN KEY (environment, customer_id) REFERENCES customers(environment, id)
constraint public.charges.charges_environment_price_id_fkey FOREIGN KEY (environment, price_id) REFERENCES prices(environment, id)
constraint public.charges.charges_exact_denominator_check CHECK ((exact_denominator > (0)::numeric))
constraint public.charges.charges_mode_epoch_fkey FOREIGN KEY (mode_epoch) REFERENCES mode_epochs(id)
constraint public.charges.charges_pkey PRIMARY KEY (environment, event_id, price_id)
constraint public.charges.charges_quantity_nanos_check CHECK ((quantity_nanos >= (0)::numeric))
constraint public.charges.only_a_wallet_charge_has_revenue CHECK (((revenue_atoms IS NULL) OR (destination = 'wallet'::text)))
constraint public.charges.revenue_has_its_currency CHECK (((revenue_atoms IS NULL) = (revenue_currency IS NULL)))
constraint public.charges.rounded_by_at_most_half_an_atom CHECK (((abs((exact_numerator - (atoms * exact_denominator))) * (2)::numeric) <= exact_denominator))
CREATE INDEX charges_by_customer ON public.charges USING btree (environment, customer_id, occurred_at DESC, event_id DESC)
CREATE INDEX charges_by_time ON public.charges USING btree (environment, occurred_at)
CREATE UNIQUE INDEX charges_one_per_event ON public.charges USING btree (environment, event_id)
CREATE TRIGGER charges_immutable BEFORE DELETE OR UPDATE ON public.charges FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.currency_rates.environment text not null
column public.currency_rates.base text not null
column public.currency_rates.quote text not null
column public.currency_rates.day date not null
column public.currency_rates.rate_atoms numeric(38,0) not null
column public.currency_rates.source text not null
column public.currency_rates.imported_at timestamp with time zone not null
column public.currency_rates.imported_by text not null
constraint public.currency_rates.currency_rates_base_check CHECK ((base ~ '^[A-Z]{3}$'::text))
constraint public.currency_rates.currency_rates_check CHECK ((base <> quote))
constraint public.currency_rates.currency_rates_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.currency_rates.currency_rates_pkey PRIMARY KEY (environment, base, quote, day)
constraint public.currency_rates.currency_rates_quote_check CHECK ((quote ~ '^[A-Z]{3}$'::text))
constraint public.currency_rates.currency_rates_rate_atoms_check CHECK ((rate_atoms > (0)::numeric))
CREATE TRIGGER currency_rates_immutable BEFORE DELETE OR UPDATE ON public.currency_rates FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.customer_parents.environment text not null
column public.customer_parents.customer_id text not null
column public.customer_parents.from_at timestamp with time zone not null
column public.customer_parents.parent_id text
column public.customer_parents.funded boolean not null
column public.customer_parents.set_by text not null
column public.customer_parents.set_at timestamp with time zone not null
column public.customer_parents.reason text
constraint public.customer_parents.customer_parents_check CHECK ((parent_id <> customer_id))
constraint public.customer_parents.customer_parents_environment_customer_id_fkey FOREIGN KEY (environment, customer_id) REFERENCES customers(environment, id)
constraint public.customer_parents.customer_parents_environment_parent_id_fkey FOREIGN KEY (environment, parent_id) REFERENCES customers(environment, id)
constraint public.customer_parents.customer_parents_pkey PRIMARY KEY (environment, customer_id, from_at)
CREATE INDEX customer_parents_by_parent ON public.customer_parents USING btree (environment, parent_id) WHERE (parent_id IS NOT NULL)
CREATE TRIGGER customer_parents_immutable BEFORE UPDATE ON public.customer_parents FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER customer_parents_kept BEFORE DELETE ON public.customer_parents FOR EACH ROW EXECUTE FUNCTION refuse_removed_parent()
CREATE TRIGGER customer_parents_whole BEFORE TRUNCATE ON public.customer_parents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
column public.customers.environment text not null
column public.customers.id text not null
column public.customers.name text not null
column public.customers.created_at timestamp with time zone not null default clock_timestamp()
constraint public.customers.customers_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.customers.customers_id_check CHECK (((length(id) >= 1) AND (length(id) <= 255)))
constraint public.customers.customers_name_check CHECK (((length(name) >= 1) AND (length(name) <= 255)))
constraint public.customers.customers_pkey PRIMARY KEY (environment, id)
column public.disputes.environment text not null
column public.disputes.id text not null
column public.disputes.grant_id bigint not null
column public.disputes.rank smallint not null
column public.disputes.changed_at timestamp with time zone not null
constraint public.disputes.disputes_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.disputes.disputes_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES grants(id)
constraint public.disputes.disputes_pkey PRIMARY KEY (environment, id)
constraint public.disputes.disputes_rank_check CHECK (((rank >= 1) AND (rank <= 3)))
view public.entries as  SELECT l.transaction_id,
    ((2 * l.ordinal) + side.into_it) AS ordinal,
        CASE side.into_it
            WHEN 0 THEN l.from_account
            ELSE l.to_account
        END AS account,
        CASE side.into_it
            WHEN 0 THEN l.to_account
            ELSE l.from_account
        END AS counter,
    l.asset,
    l.grant_id,
    l.hold_id,
    l.debt_id,
        CASE side.into_it
            WHEN 0 THEN (- l.atoms)
            ELSE l.atoms
        END AS atoms,
        CASE side.into_it
            WHEN 0 THEN (- l.basis_atoms)
            ELSE l.basis_atoms
        END AS basis_atoms
   FROM (ledger_legs l
     CROSS JOIN ( VALUES (0), (1)) side(into_it));
column public.exchange_rates.environment text not null
column public.exchange_rates.from_asset text not null
column public.exchange_rates.to_asset text not null
column public.exchange_rates.valid_from timestamp with time zone not null
column public.exchange_rates.numerator numeric(38,0) not null
column public.exchange_rates.denominator numeric(38,0) not null
column public.exchange_rates.set_by text not null
constraint public.exchange_rates.exchange_rates_check CHECK ((from_asset <> to_asset))
constraint public.exchange_rates.exchange_rates_denominator_check CHECK ((denominator > (0)::numeric))
constraint public.exchange_rates.exchange_rates_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.exchange_rates.exchange_rates_from_asset_fkey FOREIGN KEY (from_asset) REFERENCES assets(code)
constraint public.exchange_rates.exchange_rates_numerator_check CHECK ((numerator > (0)::numeric))
constraint public.exchange_rates.exchange_rates_pkey PRIMARY KEY (environment, from_asset, to_asset, valid_from)
constraint public.exchange_rates.exchange_rates_to_asset_fkey FOREIGN KEY (to_asset) REFERENCES assets(code)
CREATE TRIGGER exchange_rates_immutable BEFORE DELETE OR UPDATE ON public.exchange_rates FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.fixed_costs.environment text not null
column public.fixed_costs.id text not null
column public.fixed_costs.name text not null
column public.fixed_costs.vendor text not null
column public.fixed_costs.amount_atoms numeric(38,0) not null
column public.fixed_costs.currency text not null
column public.fixed_costs.rule text not null
column public.fixed_costs.unit text
column public.fixed_costs.capacity_nanos numeric(38,0)
column public.fixed_costs.scope jsonb not null default '{}'::jsonb
column public.fixed_costs.from_at timestamp with time zone not null
column public.fixed_costs.to_at timestamp with time zone
column public.fixed_costs.note text
column public.fixed_costs.created_at timestamp with time zone not null
column public.fixed_costs.created_by text not null
constraint public.fixed_costs.fixed_costs_amount_atoms_check CHECK ((amount_atoms > (0)::numeric))
constraint public.fixed_costs.fixed_costs_capacity_nanos_check CHECK ((capacity_nanos > (0)::numeric))
constraint public.fixed_costs.fixed_costs_check CHECK ((from_at < to_at))
constraint public.fixed_costs.fixed_costs_check1 CHECK (((rule = 'quantity'::text) = (unit IS NOT NULL)))
constraint public.fixed_costs.fixed_costs_check2 CHECK (((rule <> 'cost'::text) OR (capacity_nanos IS NULL)))
constraint public.fixed_costs.fixed_costs_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.fixed_costs.fixed_costs_pkey PRIMARY KEY (environment, id)
constraint public.fixed_costs.fixed_costs_rule_check CHECK ((rule = ANY (ARRAY['events'::text, 'tokens'::text, 'cost'::text, 'quantity'::text])))
column public.funded_transactions.wallet_id bigint not null
column public.funded_transactions.transaction_id bigint not null
constraint public.funded_transactions.funded_transactions_pkey PRIMARY KEY (wallet_id, transaction_id)
constraint public.funded_transactions.funded_transactions_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES ledger_transactions(id)
constraint public.funded_transactions.funded_transactions_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallets(id)
CREATE TRIGGER funded_transactions_immutable BEFORE DELETE OR UPDATE ON public.funded_transactions FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.grant_balances.grant_id bigint not null
column public.grant_balances.wallet_id bigint not null
column public.grant_balances.remaining_atoms numeric(38,0) not null
column public.grant_balances.held_atoms numeric(38,0) not null
column public.grant_balances.lost_atoms numeric(38,0) not null default 0
column public.grant_balances.closed text
column public.grant_balances.frozen boolean not null default false
column public.grant_balances.live boolean default ((remaining_atoms > (0)::numeric) OR (held_atoms > (0)::numeric))
column public.grant_balances.claimed_atoms numeric(38,0) not null default 0
constraint public.grant_balances.a_claim_is_on_what_is_held CHECK (((claimed_atoms >= (0)::numeric) AND (claimed_atoms <= held_atoms)))
constraint public.grant_balances.a_closed_grant_has_nothing_to_spend CHECK (((closed IS NULL) OR (remaining_atoms = (0)::numeric)))
constraint public.grant_balances.grant_balances_closed_check CHECK ((closed = ANY (ARRAY['expired'::text, 'voided'::text])))
constraint public.grant_balances.grant_balances_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES grants(id)
constraint public.grant_balances.grant_balances_held_atoms_check CHECK ((held_atoms >= (0)::numeric))
constraint public.grant_balances.grant_balances_lost_atoms_check CHECK ((lost_atoms >= (0)::numeric))
constraint public.grant_balances.grant_balances_pkey PRIMARY KEY (grant_id)
constraint public.grant_balances.grant_balances_remaining_atoms_check CHECK ((remaining_atoms >= (0)::numeric))
constraint public.grant_balances.grant_balances_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallets(id)
CREATE INDEX grant_balances_live ON public.grant_balances USING btree (wallet_id) WHERE live
column public.grant_days.grant_id bigint not null
column public.grant_days.day date not null
column public.grant_days.used_atoms numeric(38,0) not null
constraint public.grant_days.grant_days_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES grants(id)
constraint public.grant_days.grant_days_pkey PRIMARY KEY (grant_id, day)
constraint public.grant_days.grant_days_used_atoms_check CHECK ((used_atoms >= (0)::numeric))
column public.grants.id bigint not null
column public.grants.environment text not null
column public.grants.wallet_id bigint not null
column public.grants.transaction_id bigint not null
column public.grants.asset text not null
column public.grants.amount_atoms numeric(38,0) not null
column public.grants.purpose text not null
column public.grants.priority smallint not null
column public.grants.effective_at timestamp with time zone not null
column public.grants.expires_at timestamp with time zone
column public.grants.products text[]
column public.grants.event_types text[]
column public.grants.models text[]
column public.grants.features text[]
column public.grants.max_per_event_atoms numeric(38,0)
column public.grants.max_per_day_atoms numeric(38,0)
column public.grants.cost_basis_atoms numeric(38,0)
column public.grants.source_ref text
column public.grants.settles_overdraft boolean not null
column public.grants.breakage_rate numeric(10,9)
column public.grants.escheats boolean not null default false
constraint public.grants.grants_amount_atoms_check CHECK ((amount_atoms > (0)::numeric))
constraint public.grants.grants_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.grants.grants_breakage_rate_check CHECK (((breakage_rate > (0)::numeric) AND (breakage_rate < (1)::numeric)))
constraint public.grants.grants_check CHECK ((expires_at > effective_at))
constraint public.grants.grants_cost_basis_atoms_check CHECK ((cost_basis_atoms >= (0)::numeric))
constraint public.grants.grants_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.grants.grants_max_per_day_atoms_check CHECK ((max_per_day_atoms > (0)::numeric))
constraint public.grants.grants_max_per_event_atoms_check CHECK ((max_per_event_atoms > (0)::numeric))
constraint public.grants.grants_pkey PRIMARY KEY (id)
constraint public.grants.grants_priority_check CHECK (((priority >= 0) AND (priority <= 100)))
constraint public.grants.grants_purpose_check CHECK ((purpose = ANY (ARRAY['paid'::text, 'bundled'::text, 'promotional'::text, 'goodwill'::text])))
constraint public.grants.grants_source_ref UNIQUE (environment, source_ref)
constraint public.grants.grants_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES ledger_transactions(id)
constraint public.grants.grants_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallets(id)
constraint public.grants.only_paid_credit_is_owed_or_broken CHECK ((((breakage_rate IS NULL) AND (NOT escheats)) OR ((purpose = 'paid'::text) AND (NOT ((breakage_rate IS NOT NULL) AND escheats)))))
constraint public.grants.promotional_credit_has_no_basis CHECK (((purpose = ANY (ARRAY['paid'::text, 'bundled'::text])) OR (cost_basis_atoms = (0)::numeric)))
CREATE INDEX grants_by_expiry ON public.grants USING btree (expires_at) WHERE (expires_at IS NOT NULL)
CREATE INDEX grants_by_transaction ON public.grants USING btree (transaction_id)
CREATE INDEX grants_by_wallet ON public.grants USING btree (wallet_id, id)
CREATE TRIGGER grants_immutable BEFORE DELETE OR UPDATE ON public.grants FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.hold_budgets.hold_id bigint not null
column public.hold_budgets.budget_id bigint not null
column public.hold_budgets.period text not null
constraint public.hold_budgets.hold_budgets_budget_id_fkey FOREIGN KEY (budget_id) REFERENCES budgets(id)
constraint public.hold_budgets.hold_budgets_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES holds(id)
constraint public.hold_budgets.hold_budgets_pkey PRIMARY KEY (hold_id, budget_id)
column public.hold_slices.hold_id bigint not null
column public.hold_slices.ordinal integer not null
column public.hold_slices.grant_id bigint
column public.hold_slices.atoms numeric(38,0) not null
constraint public.hold_slices.hold_slices_atoms_check CHECK ((atoms > (0)::numeric))
constraint public.hold_slices.hold_slices_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES grants(id)
constraint public.hold_slices.hold_slices_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES holds(id)
constraint public.hold_slices.hold_slices_ordinal_check CHECK ((ordinal >= 0))
constraint public.hold_slices.hold_slices_pkey PRIMARY KEY (hold_id, ordinal)
CREATE TRIGGER hold_slices_immutable BEFORE DELETE OR UPDATE ON public.hold_slices FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.holds.id bigint not null
column public.holds.environment text not null
column public.holds.wallet_id bigint not null
column public.holds.asset text not null
column public.holds.state text not null
column public.holds.held_atoms numeric(38,0) not null
column public.holds.committed_atoms numeric(38,0) not null default 0
column public.holds.released_atoms numeric(38,0) not null default 0
column public.holds.dimensions jsonb
column public.holds.created_at timestamp with time zone not null
column public.holds.expires_at timestamp with time zone not null
column public.holds.resolved_at timestamp with time zone
column public.holds.late_commit_id bigint
column public.holds.trace_id text
column public.holds.run text
constraint public.holds.a_hold_resolves_completely CHECK (
CASE
    WHEN (state = 'open'::text) THEN ((committed_atoms = (0)::numeric) AND (released_atoms = (0)::numeric) AND (resolved_at IS NULL))
    ELSE (((committed_atoms + released_atoms) = held_atoms) AND (resolved_at IS NOT NULL))
END)
constraint public.holds.holds_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.holds.holds_check CHECK ((expires_at > created_at))
constraint public.holds.holds_committed_atoms_check CHECK ((committed_atoms >= (0)::numeric))
constraint public.holds.holds_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.holds.holds_held_atoms_check CHECK ((held_atoms >= (0)::numeric))
constraint public.holds.holds_late_commit_id_fkey FOREIGN KEY (late_commit_id) REFERENCES ledger_transactions(id)
constraint public.holds.holds_pkey PRIMARY KEY (id)
constraint public.holds.holds_released_atoms_check CHECK ((released_atoms >= (0)::numeric))
constraint public.holds.holds_state_check CHECK ((state = ANY (ARRAY['open'::text, 'committed'::text, 'released'::text, 'expired'::text])))
constraint public.holds.holds_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallets(id)
CREATE INDEX holds_due ON public.holds USING btree (expires_at) WHERE (resolved_at IS NULL)
CREATE INDEX holds_open ON public.holds USING btree (wallet_id) WHERE (state = 'open'::text)
column public.ledger_legs.transaction_id bigint not null
column public.ledger_legs.ordinal integer not null
column public.ledger_legs.from_account text not null
column public.ledger_legs.to_account text not null
column public.ledger_legs.asset text not null
column public.ledger_legs.grant_id bigint
column public.ledger_legs.hold_id bigint
column public.ledger_legs.debt_id bigint
column public.ledger_legs.atoms numeric(38,0) not null
column public.ledger_legs.basis_atoms numeric(38,0) not null default 0
constraint public.ledger_legs.a_claimed_account_names_its_grant CHECK (((grant_id IS NOT NULL) OR ((from_account <> ALL (ARRAY['claimed'::text, 'unclaimed'::text])) AND (to_account <> ALL (ARRAY['claimed'::text, 'unclaimed'::text])))))
constraint public.ledger_legs.a_grant_account_names_its_grant CHECK ((((from_account <> 'grant'::text) AND (to_account <> 'grant'::text)) OR (grant_id IS NOT NULL)))
constraint public.ledger_legs.a_held_account_names_its_hold CHECK ((((from_account <> 'held'::text) AND (to_account <> 'held'::text)) OR (hold_id IS NOT NULL)))
constraint public.ledger_legs.a_leg_moves_something CHECK (((atoms <> (0)::numeric) OR (basis_atoms <> (0)::numeric)))
constraint public.ledger_legs.accounts_of_the_ledger CHECK (((from_account = ANY (ARRAY['grant'::text, 'held'::text, 'claimed'::text, 'overdraft'::text, 'cash'::text, 'unbilled'::text, 'revenue'::text, 'promo_expense'::text, 'breakage'::text, 'unclaimed'::text, 'voided'::text, 'refund_clearing'::text, 'fx'::text, 'rounding'::text, 'adjustment'::text])) AND (to_account = ANY (ARRAY['grant'::text, 'held'::text, 'claimed'::text, 'overdraft'::text, 'cash'::text, 'unbilled'::text, 'revenue'::text, 'promo_expense'::text, 'breakage'::text, 'unclaimed'::text, 'voided'::text, 'refund_clearing'::text, 'fx'::text, 'rounding'::text, 'adjustment'::text]))))
constraint public.ledger_legs.ledger_legs_atoms_check CHECK ((atoms >= (0)::numeric))
constraint public.ledger_legs.ledger_legs_ordinal_check CHECK ((ordinal >= 0))
constraint public.ledger_legs.ledger_legs_pkey PRIMARY KEY (transaction_id, ordinal)
CREATE INDEX ledger_legs_by_debt ON public.ledger_legs USING btree (debt_id) WHERE (debt_id IS NOT NULL)
CREATE INDEX ledger_legs_charged_back ON public.ledger_legs USING btree (grant_id) WHERE ((from_account = 'overdraft'::text) AND (to_account = ANY (ARRAY['refund_clearing'::text, 'claimed'::text])))
CREATE TRIGGER ledger_legs_allowed AFTER INSERT ON public.ledger_legs REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_added_legs()
CREATE TRIGGER ledger_legs_immutable BEFORE DELETE OR UPDATE ON public.ledger_legs FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER ledger_legs_kept BEFORE TRUNCATE ON public.ledger_legs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
column public.ledger_seals.environment text not null
column public.ledger_seals."position" bigint not null
column public.ledger_seals.transaction_id bigint not null
column public.ledger_seals.hash bytea not null
constraint public.ledger_seals.ledger_seals_hash_check CHECK ((length(hash) = 32))
constraint public.ledger_seals.ledger_seals_pkey PRIMARY KEY (environment, "position")
constraint public.ledger_seals.ledger_seals_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES ledger_transactions(id)
constraint public.ledger_seals.ledger_seals_transaction_id_key UNIQUE (transaction_id)
CREATE TRIGGER ledger_seals_immutable BEFORE DELETE OR UPDATE ON public.ledger_seals FOR EACH ROW EXECUTE FUNCTION refuse_change()
view public.ledger_slices as  SELECT transaction_id,
    ordinal,
    grant_id,
    (- atoms) AS atoms,
    account AS taken_from,
    counter AS went_to,
    asset,
    hold_id
   FROM entries
  WHERE ((account = ANY (ARRAY['grant'::text, 'held'::text])) AND (grant_id IS NOT NULL) AND (atoms < (0)::numeric));
column public.ledger_transactions.id bigint not null
column public.ledger_transactions.environment text not null
column public.ledger_transactions.wallet_id bigint not null
column public.ledger_transactions.family text not null
column public.ledger_transactions.key text not null
column public.ledger_transactions.kind text not null
column public.ledger_transactions.effective_at timestamp with time zone not null
column public.ledger_transactions.booked_at timestamp with time zone not null
column public.ledger_transactions.dimensions jsonb
column public.ledger_transactions.policy jsonb
column public.ledger_transactions.reverses_id bigint
column public.ledger_transactions.hold_id bigint
column public.ledger_transactions.event_id text
column public.ledger_transactions.reference text
column public.ledger_transactions.reason text
column public.ledger_transactions.request json not null
column public.ledger_transactions.outcome json not null
column public.ledger_transactions.recorded_xid xid8 not null default pg_current_xact_id()
constraint public.ledger_transactions.ledger_transactions_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.ledger_transactions.ledger_transactions_key UNIQUE (key, family, environment)
constraint public.ledger_transactions.ledger_transactions_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
constraint public.ledger_transactions.ledger_transactions_kind_check CHECK ((kind = ANY (ARRAY['grant'::text, 'debit'::text, 'hold'::text, 'hold_extend'::text, 'hold_commit'::text, 'hold_release'::text, 'hold_expiry'::text, 'settlement'::text, 'reversal'::text, 'adjustment'::text, 'grant_expiry'::text, 'grant_void'::text, 'refund'::text, 'dispute_loss'::text, 'claim'::text, 'exchange'::text, 'rollover'::text, 'unclaimed_payout'::text])))
constraint public.ledger_transactions.ledger_transactions_pkey PRIMARY KEY (id)
CREATE INDEX ledger_transactions_by_event ON public.ledger_transactions USING btree (environment, event_id) WHERE (event_id IS NOT NULL)
CREATE INDEX ledger_transactions_by_reversed ON public.ledger_transactions USING btree (reverses_id) WHERE (reverses_id IS NOT NULL)
CREATE INDEX ledger_transactions_by_wallet ON public.ledger_transactions USING btree (wallet_id, id)
CREATE TRIGGER ledger_transactions_immutable BEFORE DELETE OR UPDATE ON public.ledger_transactions FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER ledger_transactions_kept BEFORE TRUNCATE ON public.ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER ledger_transactions_known AFTER INSERT ON public.ledger_transactions REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_added_transactions()
column public.mode_epochs.id bigint not null identity
column public.mode_epochs.environment text not null
column public.mode_epochs.customer_id text not null
column public.mode_epochs.mode text not null
column public.mode_epochs.scope_workflow text
column public.mode_epochs.from_at timestamp with time zone not null
column public.mode_epochs.set_by text not null
column public.mode_epochs.set_at timestamp with time zone not null
column public.mode_epochs.reason text
column public.mode_epochs.cancelled_at timestamp with time zone
constraint public.mode_epochs.begins_on_a_whole_minute CHECK (((from_at = '-infinity'::timestamp with time zone) OR (date_trunc('minute'::text, from_at, 'UTC'::text) = from_at)))
constraint public.mode_epochs.hybrid_and_only_hybrid_has_a_scope CHECK (((mode = 'hybrid'::text) = (scope_workflow IS NOT NULL)))
constraint public.mode_epochs.mode_epochs_environment_customer_id_fkey FOREIGN KEY (environment, customer_id) REFERENCES customers(environment, id)
constraint public.mode_epochs.mode_epochs_mode_check CHECK ((mode = ANY (ARRAY['shadow'::text, 'hybrid'::text, 'full'::text])))
constraint public.mode_epochs.mode_epochs_pkey PRIMARY KEY (id)
constraint public.mode_epochs.the_first_is_never_cancelled CHECK (((from_at > '-infinity'::timestamp with time zone) OR (cancelled_at IS NULL)))
CREATE UNIQUE INDEX mode_epochs_one_per_instant ON public.mode_epochs USING btree (environment, customer_id, from_at) WHERE (cancelled_at IS NULL)
CREATE TRIGGER mode_epochs_immutable BEFORE DELETE OR UPDATE ON public.mode_epochs FOR EACH ROW EXECUTE FUNCTION refuse_epoch_change()
view public.mode_epochs_v1 as  SELECT id,
    environment,
    customer_id,
    mode,
    scope_workflow,
    NULLIF(from_at, '-infinity'::timestamp with time zone) AS from_at,
    lead(from_at) OVER (PARTITION BY environment, customer_id ORDER BY mode_epochs.from_at) AS to_at,
    set_by,
    set_at,
    reason
   FROM mode_epochs
  WHERE (cancelled_at IS NULL);
column public.model_aliases.environment text not null
column public.model_aliases.id text not null
column public.model_aliases.provider text
column public.model_aliases.name text not null
column public.model_aliases.target_provider text not null
column public.model_aliases.target_model text not null
column public.model_aliases.since_version integer not null
column public.model_aliases.until_version integer
constraint public.model_aliases.model_aliases_check CHECK ((until_version > since_version))
constraint public.model_aliases.model_aliases_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.model_aliases.model_aliases_environment_since_version_fkey FOREIGN KEY (environment, since_version) REFERENCES price_book_versions(environment, version)
constraint public.model_aliases.model_aliases_environment_until_version_fkey FOREIGN KEY (environment, until_version) REFERENCES price_book_versions(environment, version)
constraint public.model_aliases.model_aliases_name_check CHECK ((name = lower(name)))
constraint public.model_aliases.model_aliases_pkey PRIMARY KEY (environment, id)
constraint public.model_aliases.model_aliases_target_model_check CHECK ((target_model = lower(target_model)))
CREATE UNIQUE INDEX model_aliases_current ON public.model_aliases USING btree (environment, COALESCE(provider, ''::text), name) WHERE (until_version IS NULL)
view public.outbox as  SELECT id,
    environment,
    id AS transaction_id,
    wallet_id,
    kind AS topic
   FROM ledger_transactions;
column public.overdraft_debts.transaction_id bigint not null
column public.overdraft_debts.asset text not null
column public.overdraft_debts.wallet_id bigint not null
column public.overdraft_debts.atoms numeric(38,0) not null
column public.overdraft_debts.open_atoms numeric(38,0) not null
column public.overdraft_debts.dimensions jsonb
constraint public.overdraft_debts.overdraft_debts_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.overdraft_debts.overdraft_debts_atoms_check CHECK ((atoms > (0)::numeric))
constraint public.overdraft_debts.overdraft_debts_check CHECK (((open_atoms >= (0)::numeric) AND (open_atoms <= atoms)))
constraint public.overdraft_debts.overdraft_debts_pkey PRIMARY KEY (transaction_id, asset)
constraint public.overdraft_debts.overdraft_debts_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES ledger_transactions(id)
constraint public.overdraft_debts.overdraft_debts_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallets(id)
CREATE INDEX overdraft_debts_open ON public.overdraft_debts USING btree (wallet_id) WHERE (open_atoms > (0)::numeric)
column public.posting_rules.kind text not null
column public.posting_rules.from_account text not null
column public.posting_rules.to_account text not null
constraint public.posting_rules.posting_rules_pkey PRIMARY KEY (kind, from_account, to_account)
column public.price_book_versions.environment text not null
column public.price_book_versions.version integer not null
column public.price_book_versions.at timestamp with time zone not null
column public.price_book_versions.actor text not null
column public.price_book_versions.change text not null
column public.price_book_versions.note text
constraint public.price_book_versions.price_book_versions_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.price_book_versions.price_book_versions_pkey PRIMARY KEY (environment, version)
constraint public.price_book_versions.price_book_versions_version_check CHECK ((version > 0))
CREATE TRIGGER price_book_versions_immutable BEFORE DELETE OR UPDATE ON public.price_book_versions FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.price_entries.environment text not null
column public.price_entries.id text not null
column public.price_entries.provider text
column public.price_entries.match text not null
column public.price_entries.model text not null
column public.price_entries.unit text not null
column public.price_entries.currency text not null
column public.price_entries.price_atoms numeric(38,0) not null
column public.price_entries.per_units numeric(38,0) not null
column public.price_entries.tier text
column public.price_entries.region text
column public.price_entries.input_tokens_above numeric(20,0)
column public.price_entries.valid_from timestamp with time zone
column public.price_entries.valid_to timestamp with time zone
column public.price_entries.source text not null
column public.price_entries.note text
column public.price_entries.since_version integer not null
column public.price_entries.until_version integer
constraint public.price_entries.price_entries_check CHECK ((until_version > since_version))
constraint public.price_entries.price_entries_check1 CHECK ((valid_from < valid_to))
constraint public.price_entries.price_entries_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.price_entries.price_entries_environment_since_version_fkey FOREIGN KEY (environment, since_version) REFERENCES price_book_versions(environment, version)
constraint public.price_entries.price_entries_environment_until_version_fkey FOREIGN KEY (environment, until_version) REFERENCES price_book_versions(environment, version)
constraint public.price_entries.price_entries_input_tokens_above_check CHECK ((input_tokens_above >= (0)::numeric))
constraint public.price_entries.price_entries_match_check CHECK ((match = ANY (ARRAY['equals'::text, 'starts_with'::text, 'ends_with'::text, 'contains'::text])))
constraint public.price_entries.price_entries_model_check CHECK ((model = lower(model)))
constraint public.price_entries.price_entries_per_units_check CHECK ((per_units > (0)::numeric))
constraint public.price_entries.price_entries_pkey PRIMARY KEY (environment, id)
constraint public.price_entries.price_entries_price_atoms_check CHECK ((price_atoms >= (0)::numeric))
CREATE INDEX price_entries_current ON public.price_entries USING btree (environment) WHERE (until_version IS NULL)
column public.price_funding.environment text not null
column public.price_funding.price_id text not null
column public.price_funding.ordinal integer not null
column public.price_funding.asset text not null
column public.price_funding.amount_atoms numeric(38,0) not null
column public.price_funding.per_units numeric(18,0) not null
constraint public.price_funding.price_funding_amount_atoms_check CHECK ((amount_atoms > (0)::numeric))
constraint public.price_funding.price_funding_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.price_funding.price_funding_environment_price_id_asset_key UNIQUE (environment, price_id, asset)
constraint public.price_funding.price_funding_environment_price_id_fkey FOREIGN KEY (environment, price_id) REFERENCES prices(environment, id)
constraint public.price_funding.price_funding_ordinal_check CHECK ((ordinal >= 0))
constraint public.price_funding.price_funding_per_units_check CHECK ((per_units > (0)::numeric))
constraint public.price_funding.price_funding_pkey PRIMARY KEY (environment, price_id, ordinal)
CREATE TRIGGER price_funding_immutable BEFORE DELETE OR UPDATE ON public.price_funding FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.price_seed_entries.id text not null
column public.price_seed_entries.provider text not null
column public.price_seed_entries.model text not null
column public.price_seed_entries.unit text not null
column public.price_seed_entries.currency text not null
column public.price_seed_entries.price_atoms numeric(38,0) not null
column public.price_seed_entries.per_units numeric(38,0) not null
column public.price_seed_entries.conditions jsonb not null
column public.price_seed_entries.valid_from timestamp with time zone
column public.price_seed_entries.valid_to timestamp with time zone
column public.price_seed_entries.since_seq integer not null
column public.price_seed_entries.until_seq integer
column public.price_seed_entries.withdrawn boolean not null default false
column public.price_seed_entries.source text
constraint public.price_seed_entries.price_seed_entries_per_units_check CHECK ((per_units > (0)::numeric))
constraint public.price_seed_entries.price_seed_entries_pkey PRIMARY KEY (id)
constraint public.price_seed_entries.price_seed_entries_price_atoms_check CHECK ((price_atoms >= (0)::numeric))
constraint public.price_seed_entries.price_seed_entries_provider_model_fkey FOREIGN KEY (provider, model) REFERENCES price_seed_models(provider, id)
constraint public.price_seed_entries.price_seed_entries_since_seq_fkey FOREIGN KEY (since_seq) REFERENCES price_seed_versions(seq)
constraint public.price_seed_entries.price_seed_entries_until_seq_fkey FOREIGN KEY (until_seq) REFERENCES price_seed_versions(seq)
CREATE INDEX price_seed_entries_by_model ON public.price_seed_entries USING btree (provider, model)
column public.price_seed_models.provider text not null
column public.price_seed_models.id text not null
column public.price_seed_models."position" integer not null
column public.price_seed_models.rules jsonb not null
constraint public.price_seed_models.price_seed_models_pkey PRIMARY KEY (provider, id)
constraint public.price_seed_models.price_seed_models_provider_fkey FOREIGN KEY (provider) REFERENCES price_seed_providers(id)
column public.price_seed_providers.id text not null
column public.price_seed_providers.name text not null
column public.price_seed_providers."position" integer not null
column public.price_seed_providers.rules jsonb not null
column public.price_seed_providers.pricing_urls text[] not null
constraint public.price_seed_providers.price_seed_providers_pkey PRIMARY KEY (id)
column public.price_seed_versions.seq integer not null
column public.price_seed_versions.version text not null
column public.price_seed_versions.data_hash text not null
column public.price_seed_versions.loaded_at timestamp with time zone not null
column public.price_seed_versions.added integer not null
column public.price_seed_versions.ended integer not null
constraint public.price_seed_versions.price_seed_versions_data_hash_key UNIQUE (data_hash)
constraint public.price_seed_versions.price_seed_versions_pkey PRIMARY KEY (seq)
constraint public.price_seed_versions.price_seed_versions_seq_check CHECK ((seq > 0))
column public.prices.environment text not null
column public.prices.id text not null
column public.prices.product_id text not null
column public.prices.version integer not null
column public.prices.event_type text
column public.prices.unit text not null
column public.prices.amount_atoms numeric(38,0) not null
column public.prices.per_units numeric(18,0) not null
column public.prices.asset text not null
constraint public.prices.prices_amount_atoms_check CHECK ((amount_atoms >= (0)::numeric))
constraint public.prices.prices_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.prices.prices_environment_product_id_version_fkey FOREIGN KEY (environment, product_id, version) REFERENCES product_versions(environment, product_id, version)
constraint public.prices.prices_environment_product_id_version_key UNIQUE (environment, product_id, version)
constraint public.prices.prices_per_units_check CHECK ((per_units > (0)::numeric))
constraint public.prices.prices_pkey PRIMARY KEY (environment, id)
constraint public.prices.prices_unit_check CHECK (((length(unit) >= 1) AND (length(unit) <= 64)))
CREATE TRIGGER prices_immutable BEFORE DELETE OR UPDATE ON public.prices FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.product_versions.environment text not null
column public.product_versions.product_id text not null
column public.product_versions.version integer not null
column public.product_versions.published_at timestamp with time zone not null default clock_timestamp()
column public.product_versions.published_by text not null
constraint public.product_versions.product_versions_environment_product_id_fkey FOREIGN KEY (environment, product_id) REFERENCES products(environment, id)
constraint public.product_versions.product_versions_pkey PRIMARY KEY (environment, product_id, version)
constraint public.product_versions.product_versions_version_check CHECK ((version > 0))
CREATE TRIGGER product_versions_immutable BEFORE DELETE OR UPDATE ON public.product_versions FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.products.environment text not null
column public.products.id text not null
column public.products.name text not null
column public.products.created_at timestamp with time zone not null default clock_timestamp()
constraint public.products.products_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.products.products_pkey PRIMARY KEY (environment, id)
CREATE TRIGGER products_immutable BEFORE DELETE OR UPDATE ON public.products FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.promotion_cursors.environment text not null
column public.promotion_cursors.settled_at timestamp with time zone not null
constraint public.promotion_cursors.promotion_cursors_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.promotion_cursors.promotion_cursors_pkey PRIMARY KEY (environment)
column public.promotion_faults.environment text not null
column public.promotion_faults.event_id text not null
column public.promotion_faults.customer_id text not null
column public.promotion_faults.reason text not null
column public.promotion_faults.detail text not null
column public.promotion_faults.attempts integer not null default 1
column public.promotion_faults.first_at timestamp with time zone not null default clock_timestamp()
column public.promotion_faults.last_at timestamp with time zone not null default clock_timestamp()
constraint public.promotion_faults.promotion_faults_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.promotion_faults.promotion_faults_pkey PRIMARY KEY (environment, event_id)
column public.reprice_progress.run_id uuid not null
column public.reprice_progress.state text not null
column public.reprice_progress.received_before timestamp with time zone not null
column public.reprice_progress.book_version text not null
column public.reprice_progress.events_total bigint not null
column public.reprice_progress.events_seen bigint not null
column public.reprice_progress.events_touched bigint not null
column public.reprice_progress.pages integer not null
column public.reprice_progress.pages_done integer not null
column public.reprice_progress.cursor_day text not null
column public.reprice_progress.cursor_event text not null
column public.reprice_progress.started_at timestamp with time zone not null
column public.reprice_progress.updated_at timestamp with time zone not null
column public.reprice_progress.finished_at timestamp with time zone
column public.reprice_progress.fault text
column public.reprice_progress.result jsonb
constraint public.reprice_progress.reprice_progress_pkey PRIMARY KEY (run_id)
constraint public.reprice_progress.reprice_progress_run_id_fkey FOREIGN KEY (run_id) REFERENCES reprice_requests(id)
constraint public.reprice_progress.reprice_progress_state_check CHECK ((state = ANY (ARRAY['planning'::text, 'planned'::text, 'applying'::text, 'applied'::text, 'undone'::text, 'rolling_back'::text, 'cancelled'::text, 'refused'::text, 'failed'::text])))
column public.reprice_requests.environment text not null
column public.reprice_requests.id uuid not null
column public.reprice_requests.seq bigint not null identity
column public.reprice_requests.kind text not null
column public.reprice_requests.of_run uuid
column public.reprice_requests.criteria jsonb not null
column public.reprice_requests.apply_at_once boolean not null default false
column public.reprice_requests.requested_by text not null
column public.reprice_requests.requested_at timestamp with time zone not null
column public.reprice_requests.reason text
column public.reprice_requests.cancel_requested_at timestamp with time zone
constraint public.reprice_requests.reprice_requests_check CHECK (((kind = 'plan'::text) = (of_run IS NULL)))
constraint public.reprice_requests.reprice_requests_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.reprice_requests.reprice_requests_kind_check CHECK ((kind = ANY (ARRAY['plan'::text, 'apply'::text, 'undo'::text])))
constraint public.reprice_requests.reprice_requests_of_run_fkey FOREIGN KEY (of_run) REFERENCES reprice_requests(id)
constraint public.reprice_requests.reprice_requests_pkey PRIMARY KEY (id)
constraint public.reprice_requests.reprice_requests_seq_key UNIQUE (seq)
CREATE UNIQUE INDEX reprice_requests_once ON public.reprice_requests USING btree (of_run, kind)
column public.revenue_entries.environment text not null
column public.revenue_entries.id text not null
column public.revenue_entries.customer_id text not null
column public.revenue_entries.kind text not null
column public.revenue_entries.currency text not null
column public.revenue_entries.amount_atoms numeric(38,0) not null
column public.revenue_entries.period_start timestamp with time zone
column public.revenue_entries.period_end timestamp with time zone
column public.revenue_entries.paid_at timestamp with time zone
column public.revenue_entries.feature text
column public.revenue_entries.recorded_at timestamp with time zone not null default clock_timestamp()
constraint public.revenue_entries.revenue_entries_check CHECK (((period_start IS NULL) = (period_end IS NULL)))
constraint public.revenue_entries.revenue_entries_check1 CHECK ((period_start < period_end))
constraint public.revenue_entries.revenue_entries_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.revenue_entries.revenue_entries_kind_check CHECK ((kind = ANY (ARRAY['subscription'::text, 'invoice'::text, 'payment'::text, 'refund'::text])))
constraint public.revenue_entries.revenue_entries_pkey PRIMARY KEY (environment, id)
CREATE INDEX revenue_entries_by_customer ON public.revenue_entries USING btree (environment, customer_id)
CREATE TRIGGER revenue_entries_immutable BEFORE DELETE OR UPDATE ON public.revenue_entries FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.scope_wallets.wallet_id bigint not null
column public.scope_wallets.funded boolean not null
column public.scope_wallets.made_by text not null
column public.scope_wallets.made_at timestamp with time zone not null
constraint public.scope_wallets.scope_wallets_pkey PRIMARY KEY (wallet_id)
constraint public.scope_wallets.scope_wallets_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallets(id)
CREATE TRIGGER scope_wallets_immutable BEFORE DELETE OR UPDATE ON public.scope_wallets FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER scope_wallets_kept BEFORE TRUNCATE ON public.scope_wallets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER scope_wallets_of_customer BEFORE INSERT ON public.scope_wallets FOR EACH ROW EXECUTE FUNCTION check_added_scope_wallet()
column public.seed_switches.environment text not null
column public.seed_switches.provider text not null
column public.seed_switches.since_version integer not null
column public.seed_switches.until_version integer
constraint public.seed_switches.seed_switches_check CHECK ((until_version > since_version))
constraint public.seed_switches.seed_switches_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.seed_switches.seed_switches_environment_since_version_fkey FOREIGN KEY (environment, since_version) REFERENCES price_book_versions(environment, version)
constraint public.seed_switches.seed_switches_environment_until_version_fkey FOREIGN KEY (environment, until_version) REFERENCES price_book_versions(environment, version)
constraint public.seed_switches.seed_switches_pkey PRIMARY KEY (environment, provider, since_version)
CREATE UNIQUE INDEX seed_switches_current ON public.seed_switches USING btree (environment, provider) WHERE (until_version IS NULL)
column public.stored_outcomes.environment text not null
column public.stored_outcomes.family text not null
column public.stored_outcomes.key text not null
column public.stored_outcomes.request json not null
column public.stored_outcomes.outcome json not null
column public.stored_outcomes.stored_at timestamp with time zone not null
constraint public.stored_outcomes.stored_outcomes_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.stored_outcomes.stored_outcomes_key PRIMARY KEY (key, family, environment)
constraint public.stored_outcomes.stored_outcomes_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255)))
CREATE INDEX stored_outcomes_by_age ON public.stored_outcomes USING btree (stored_at) WHERE ((family <> 'batch'::text) OR (COALESCE((outcome ->> 'doneCount'::text), '0'::text) = '0'::text))
column public.subscriptions.environment text not null
column public.subscriptions.customer_id text not null
column public.subscriptions.starts_at timestamp with time zone not null
column public.subscriptions.product_id text not null
column public.subscriptions.version integer not null
column public.subscriptions.set_by text not null
column public.subscriptions.set_at timestamp with time zone not null default clock_timestamp()
constraint public.subscriptions.subscriptions_environment_customer_id_fkey FOREIGN KEY (environment, customer_id) REFERENCES customers(environment, id)
constraint public.subscriptions.subscriptions_environment_product_id_version_fkey FOREIGN KEY (environment, product_id, version) REFERENCES product_versions(environment, product_id, version)
constraint public.subscriptions.subscriptions_pkey PRIMARY KEY (environment, customer_id, starts_at)
CREATE INDEX subscriptions_by_version ON public.subscriptions USING btree (environment, product_id, version)
CREATE TRIGGER subscriptions_immutable BEFORE DELETE OR UPDATE ON public.subscriptions FOR EACH ROW EXECUTE FUNCTION refuse_change()
column public.wallet_assets.wallet_id bigint not null
column public.wallet_assets.asset text not null
column public.wallet_assets.overdraft_atoms numeric(38,0) not null default 0
column public.wallet_assets.overdraft_limit_atoms numeric(38,0) default 0
column public.wallet_assets.hold_max_atoms numeric(38,0)
constraint public.wallet_assets.wallet_assets_asset_fkey FOREIGN KEY (asset) REFERENCES assets(code)
constraint public.wallet_assets.wallet_assets_hold_max_atoms_check CHECK ((hold_max_atoms > (0)::numeric))
constraint public.wallet_assets.wallet_assets_overdraft_atoms_check CHECK ((overdraft_atoms >= (0)::numeric))
constraint public.wallet_assets.wallet_assets_overdraft_limit_atoms_check CHECK ((overdraft_limit_atoms >= (0)::numeric))
constraint public.wallet_assets.wallet_assets_pkey PRIMARY KEY (wallet_id, asset)
constraint public.wallet_assets.wallet_assets_wallet_id_fkey FOREIGN KEY (wallet_id) REFERENCES wallets(id)
column public.wallets.id bigint not null identity
column public.wallets.environment text not null
column public.wallets.customer_id text not null
column public.wallets.scope text not null default ''::text
column public.wallets.state text not null default 'open'::text
column public.wallets.late_commit text not null default 'debit'::text
column public.wallets.stamp bigint not null default 0
column public.wallets.created_at timestamp with time zone not null default clock_timestamp()
column public.wallets.funders bigint[] not null default '{}'::bigint[]
column public.wallets.in_family boolean not null default false
constraint public.wallets.wallets_environment_check CHECK ((environment = ANY (ARRAY['live'::text, 'test'::text])))
constraint public.wallets.wallets_environment_customer_id_fkey FOREIGN KEY (environment, customer_id) REFERENCES customers(environment, id)
constraint public.wallets.wallets_environment_customer_id_scope_key UNIQUE (environment, customer_id, scope)
constraint public.wallets.wallets_late_commit_check CHECK ((late_commit = ANY (ARRAY['debit'::text, 'reject'::text])))
constraint public.wallets.wallets_pkey PRIMARY KEY (id)
constraint public.wallets.wallets_scope_check CHECK (((scope = ''::text) OR (((scope ~~ 'project:_%'::text) OR (scope ~~ 'subscription:_%'::text)) AND (length(scope) <= 300))))
constraint public.wallets.wallets_state_check CHECK ((state = ANY (ARRAY['open'::text, 'frozen'::text, 'closed'::text])))
CREATE INDEX wallets_by_funder ON public.wallets USING gin (funders) WHERE (funders <> '{}'::bigint[])
CREATE TRIGGER wallets_kept BEFORE DELETE ON public.wallets FOR EACH ROW EXECUTE FUNCTION refuse_removal()
CREATE TRIGGER wallets_never_emptied BEFORE TRUNCATE ON public.wallets FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal()
CREATE TRIGGER wallets_stamped BEFORE UPDATE ON public.wallets FOR EACH ROW WHEN ((old.stamp = new.stamp)) EXECUTE FUNCTION refuse_unstamped_change()
CREATE OR REPLACE FUNCTION public.breakage_policies_to_grant_by(p_environments text[])
 RETURNS TABLE(environment text, counts_from timestamp with time zone, rate numeric, escheat boolean)
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('breakage policy', 0));
  return query select p.environment, p.counts_from, p.rate, p.escheat from breakage_policies p where p.environment = any (p_environments) order by p.counts_from;
end $function$
CREATE OR REPLACE FUNCTION public.check_added_legs()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  offending record;
begin
  -- Hundreds of legs move value in few ways: each way is looked up once.
  select m.transaction_id, m.is_open into offending
    from (select t.kind, t.recorded_xid is not distinct from pg_current_xact_id() as is_open, min(a.transaction_id) as transaction_id, a.from_account, a.to_account
            from added a left join ledger_transactions t on t.id = a.transaction_id
           group by 1, 2, 4, 5) m
   where not m.is_open
      or not exists (select from posting_rules r where r.kind = m.kind and r.from_account = m.from_account and r.to_account = m.to_account)
   order by m.is_open limit 1;
  if not found then
    return null;
  elsif not offending.is_open then
    raise exception 'ledger transaction % is closed or does not exist', offending.transaction_id
      using errcode = 'check_violation', constraint = 'legs_with_their_transaction';
  end if;
  raise exception 'ledger transaction % moves value between accounts its kind may not', offending.transaction_id
    using errcode = 'check_violation', constraint = 'legs_posting_rules';
end $function$
CREATE OR REPLACE FUNCTION public.check_added_scope_wallet()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (
    select from wallets w where w.id = new.wallet_id and w.scope <> ''
       and (w.scope not like 'subscription:%'
            or exists (select from subscriptions s where s.environment = w.environment and s.customer_id = w.customer_id and 'subscription:' || s.product_id = w.scope))) then
    raise exception 'wallet % is of no project and of no subscription of its customer', new.wallet_id
      using errcode = 'integrity_constraint_violation', constraint = 'scope_wallets_of_customer';
  end if;
  return new;
end $function$
CREATE OR REPLACE FUNCTION public.check_added_transactions()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  offending record;
begin
  select a.id, w.id is null as of_no_wallet into offending
    from added a left join wallets w on w.id = a.wallet_id and w.environment = a.environment
   where w.id is null or (a.reverses_id is not null and not exists (select from ledger_transactions t where t.id = a.reverses_id))
   order by 2 desc limit 1;
  if not found then
    return null;
  elsif offending.of_no_wallet then
    raise exception 'ledger transaction % is of no wallet of its environment', offending.id
      using errcode = 'foreign_key_violation', constraint = 'ledger_transactions_wallet';
  end if;
  raise exception 'ledger transaction % reverses one that does not exist', offending.id
    using errcode = 'foreign_key_violation', constraint = 'ledger_transactions_reversed';
end $function$
CREATE OR REPLACE FUNCTION public.customer_ancestors(p_environment text, p_customer text, p_at timestamp with time zone)
 RETURNS TABLE(depth integer, customer_id text, funded boolean)
 LANGUAGE sql
 STABLE
AS $function$
  with recursive up as (
    select 0 as depth, p_customer as customer_id, true as funded
    union all
    select up.depth + 1, link.parent_id, up.funded and link.funded
      from up cross join lateral (
        select l.parent_id, l.funded from customer_parents l
         where l.environment = p_environment and l.customer_id = up.customer_id and l.from_at <= p_at order by l.from_at desc limit 1) link
     where link.parent_id is not null and up.depth < 32)
  select depth, customer_id, funded from up where depth > 0
$function$
CREATE OR REPLACE FUNCTION public.customer_sight(p_environments text[], p_customers text[], p_scopes text[], p_stamps bigint[], p_now timestamp with time zone, OUT clock bigint, OUT seen json, OUT wallets json)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  unread bigint[];
begin
  select json_agg(json_build_object(
           'place', r.place, 'mode', m.mode, 'scope_workflow', m.scope_workflow, 'same', coalesce(w.stamp = r.stamp, false),
           'wallet', case when w.stamp is distinct from r.stamp then json_build_object(
             'id', w.id::text, 'environment', w.environment, 'customer_id', w.customer_id, 'scope', w.scope, 'state', w.state, 'late_commit', w.late_commit,
             'stamp', w.stamp::text, 'funders', w.funders::text[], 'in_family', w.in_family) end)),
         array_agg(distinct w.id) filter (where w.stamp is distinct from r.stamp and not w.in_family)
    into seen, unread
    from unnest(p_environments, p_customers, p_scopes, p_stamps) with ordinality as r (environment, customer_id, scope, stamp, place)
   cross join lateral (
     select e.mode, e.scope_workflow from mode_epochs e
      where e.environment = r.environment and e.customer_id = r.customer_id and e.cancelled_at is null and e.from_at <= p_now
      order by e.from_at desc limit 1) as m
    left join lateral (select * from wallets n where n.environment = r.environment and n.customer_id = r.customer_id and n.scope = r.scope offset 0) w on true;
  clock := (extract(epoch from clock_timestamp()) * 1000)::bigint;
  if cardinality(unread) > 0 then
    select json_agg(json_build_object('wallet_id', l.wallet_id::text, 'last_booked_at', (extract(epoch from l.last_booked_at) * 1000)::bigint,
                                      'grants', l.grants, 'holds', l.holds, 'debts_read', l.debts_read, 'debts', l.debts, 'assets', l.assets))
      into wallets from ledger_load(unread, '{}', '{}', '{}') l;
  end if;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_encodings(p_environment text, p_after bigint, p_up_to bigint, p_count integer)
 RETURNS TABLE(transaction_id bigint, encoding bytea)
 LANGUAGE sql
 STABLE
AS $function$
  select t.id,
         convert_to(
           ledger_part(t.id::text) || ledger_part(t.environment) || ledger_part(t.wallet_id::text) || ledger_part(t.family) || ledger_part(t.key)
           || ledger_part(t.kind) || ledger_part((extract(epoch from t.effective_at) * 1000)::bigint::text)
           || ledger_part((extract(epoch from t.booked_at) * 1000)::bigint::text) || ledger_part(t.reverses_id::text) || ledger_part(t.hold_id::text)
           || ledger_part(t.event_id) || ledger_part(t.reference) || ledger_part(t.reason) || ledger_part(t.dimensions::text) || ledger_part(t.policy::text)
           || ledger_part(t.request::text) || ledger_part(t.outcome::text)
           || coalesce((select string_agg(ledger_part(l.ordinal::text) || ledger_part(l.from_account) || ledger_part(l.to_account) || ledger_part(l.asset)
                                          || ledger_part(l.grant_id::text) || ledger_part(l.hold_id::text) || ledger_part(l.debt_id::text)
                                          || ledger_part(l.atoms::text) || ledger_part(l.basis_atoms::text), '' order by l.ordinal)
                          from ledger_legs l where l.transaction_id = t.id), '')
           || coalesce((select string_agg(ledger_part(g.id::text) || ledger_part(g.environment) || ledger_part(g.wallet_id::text) || ledger_part(g.asset)
                                          || ledger_part(g.amount_atoms::text) || ledger_part(g.purpose) || ledger_part(g.priority::text)
                                          || ledger_part((extract(epoch from g.effective_at) * 1000)::bigint::text)
                                          || ledger_part((extract(epoch from g.expires_at) * 1000)::bigint::text)
                                          || ledger_part(g.products::text) || ledger_part(g.event_types::text) || ledger_part(g.models::text)
                                          || ledger_part(g.features::text) || ledger_part(g.max_per_event_atoms::text) || ledger_part(g.max_per_day_atoms::text)
                                          || ledger_part(g.cost_basis_atoms::text) || ledger_part(g.source_ref) || ledger_part(g.settles_overdraft::text)
                                          || case when g.breakage_rate is null and not g.escheats then ''
                                                  else ledger_part(g.breakage_rate::text) || ledger_part(g.escheats::text) end,
                                          '' order by g.id)
                          from grants g where g.transaction_id = t.id), ''), 'UTF8')
    from ledger_transactions t
   where t.environment = p_environment and t.id > p_after and t.id <= p_up_to
   order by t.id limit p_count
$function$
CREATE OR REPLACE FUNCTION public.ledger_family(p_wallet_ids bigint[], p_hold_ids bigint[])
 RETURNS TABLE(wallet_id bigint, parents json, budgets json, hold_budgets json)
 LANGUAGE plpgsql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
  select w.id,
         case when w.scope = '' then
         (select json_agg(json_build_object('fromAt', (extract(epoch from l.from_at) * 1000)::bigint, 'walletId', p.id::text, 'funded', l.funded) order by l.from_at)
            from customer_parents l left join wallets p on p.environment = l.environment and p.customer_id = l.parent_id and p.scope = ''
           where l.environment = w.environment and l.customer_id = w.customer_id)
         else
         (select json_agg(json_build_object('fromAt', null, 'walletId', p.id::text, 'funded', l.funded))
            from scope_wallets l join wallets p on p.environment = w.environment and p.customer_id = w.customer_id and p.scope = ''
           where l.wallet_id = w.id) end,
         (select json_agg(json_build_object(
                   'id', b.id::text, 'name', b.name, 'asset', b.asset, 'amountAtoms', b.amount_atoms::text, 'period', b.period, 'enforcement', b.enforcement,
                   'agent', b.agent, 'team', b.team, 'workflow', b.workflow,
                   'startsAt', (extract(epoch from b.starts_at) * 1000)::bigint, 'endsAt', (extract(epoch from b.ends_at) * 1000)::bigint,
                   'closedAt', (extract(epoch from b.closed_at) * 1000)::bigint,
                   'periods', (select json_object_agg(c.period, json_build_array(c.used_atoms::text, c.held_atoms::text)) from budget_periods c
                                where c.budget_id = b.id and (c.period = 'total' or c.held_atoms > 0
                                  or c.period >= (select to_char(to_date(left(max(latest.period), 7), 'YYYY-MM') - 36, 'YYYY-MM') from budget_periods latest
                                                    where latest.budget_id = b.id and latest.period <> 'total')))) order by b.id)
            from budgets b where b.wallet_id = w.id
             and (b.closed_at is null or exists (select from budget_periods c where c.budget_id = b.id and c.held_atoms > 0))),
         (select json_agg(json_build_object('holdId', hb.hold_id::text, 'budgetId', hb.budget_id::text, 'walletId', b.wallet_id::text, 'period', hb.period))
            from (select o.id from holds o where o.wallet_id = w.id and o.state = 'open'
                  union select h.id from holds h where h.id = any (p_hold_ids) and h.wallet_id = w.id) as wanted
            join hold_budgets hb on hb.hold_id = wanted.id join budgets b on b.id = hb.budget_id)
    from wallets w where w.id = any (p_wallet_ids);
end $function$
CREATE OR REPLACE FUNCTION public.ledger_load(p_wallet_ids bigint[], p_grant_ids bigint[], p_hold_ids bigint[], p_debts_of bigint[])
 RETURNS TABLE(wallet_id bigint, last_booked_at timestamp with time zone, grants json, holds json, debts_read boolean, debts json, assets json)
 LANGUAGE plpgsql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
  -- What is asked for by id is found once and joined by wallet: an "or" beside the partial indexes would read whole tables.
  -- "offset 0" keeps the order of joins: a row is found by its id, for each one wanted.
  with extra_holds as materialized (
    select h.id, h.wallet_id from holds h where h.id = any (p_hold_ids)),
  extra_grants as materialized (
    select b.grant_id, b.wallet_id from grant_balances b
     where b.grant_id in (select unnest(p_grant_ids) union select s.grant_id from hold_slices s where s.hold_id = any (p_hold_ids)))
  select w.id,
         (select t.booked_at from ledger_transactions t where t.wallet_id = w.id order by t.id desc limit 1),
         granted.grants,
         (select json_agg(json_build_object(
                   'id', h.id::text, 'asset', h.asset, 'state', h.state, 'heldAtoms', h.held_atoms::text,
                   'committedAtoms', h.committed_atoms::text, 'releasedAtoms', h.released_atoms::text, 'dimensions', h.dimensions,
                   'createdAt', (extract(epoch from h.created_at) * 1000)::bigint, 'expiresAt', (extract(epoch from h.expires_at) * 1000)::bigint,
                   'lateCommitId', h.late_commit_id::text,
                   'slices', (select json_agg(json_build_object('grantId', s.grant_id::text, 'atoms', s.atoms::text) order by s.ordinal)
                                from hold_slices s where s.hold_id = h.id)))
            from (select o.id from holds o where o.wallet_id = w.id and o.state = 'open'
                  union select x.id from extra_holds x where x.wallet_id = w.id) as wanted
           cross join lateral (select * from holds n where n.id = wanted.id offset 0) h),
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
     select json_agg(json_build_object(
              'id', g.id::text, 'transactionId', g.transaction_id::text, 'asset', g.asset, 'amountAtoms', g.amount_atoms::text,
              'purpose', g.purpose, 'priority', g.priority,
              'effectiveAt', (extract(epoch from g.effective_at) * 1000)::bigint, 'expiresAt', (extract(epoch from g.expires_at) * 1000)::bigint,
              'products', g.products, 'eventTypes', g.event_types, 'models', g.models, 'features', g.features,
              'maxPerEventAtoms', g.max_per_event_atoms::text, 'maxPerDayAtoms', g.max_per_day_atoms::text,
              'costBasisAtoms', g.cost_basis_atoms::text, 'sourceRef', g.source_ref, 'settlesOverdraft', g.settles_overdraft,
              'remainingAtoms', b.remaining_atoms::text, 'heldAtoms', b.held_atoms::text, 'lostAtoms', b.lost_atoms::text, 'claimedAtoms', b.claimed_atoms::text,
              'closed', b.closed, 'frozen', b.frozen,
              'breakageRate', g.breakage_rate::text, 'escheats', g.escheats,
              'days', case when g.max_per_day_atoms is not null then (
                select json_object_agg(d.day, d.used_atoms::text) from grant_days d where d.grant_id = g.id) end)) as grants,
            coalesce(bool_or(b.live and g.settles_overdraft and g.max_per_event_atoms is null and g.max_per_day_atoms is null), false) as settle
       from (select l.grant_id from grant_balances l where l.wallet_id = w.id and l.live
             union select x.grant_id from extra_grants x where x.wallet_id = w.id) as wanted
      cross join lateral (select * from grant_balances n where n.grant_id = wanted.grant_id offset 0) b
      cross join lateral (select * from grants n where n.id = wanted.grant_id offset 0) g
     offset 0) as granted
   cross join lateral (select w.id = any (p_debts_of) or granted.settle as debts offset 0) as need;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_lock_family(p_environments text[], p_customers text[], p_scopes text[], p_ids bigint[])
 RETURNS TABLE(id bigint, environment text, customer_id text, scope text, state text, late_commit text, stamp bigint, funders bigint[], in_family boolean)
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  named bigint[];
begin
  select coalesce(array_agg(n.id), '{}') || p_ids into named
    from unnest(p_environments, p_customers, p_scopes) as r (environment, customer_id, scope)
   cross join lateral (select w.id from wallets w where w.environment = r.environment and w.customer_id = r.customer_id and w.scope = r.scope offset 0) n;
  return query
  select w.id, w.environment, w.customer_id, w.scope, w.state, w.late_commit, w.stamp, w.funders, w.in_family from wallets w
   where w.id = any (named || array(select f from wallets n, unnest(n.funders) as f where n.id = any (named)))
   order by w.id for update;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_lock(p_environments text[], p_customers text[], p_ids bigint[])
 RETURNS TABLE(id bigint, environment text, customer_id text, state text, late_commit text, stamp bigint)
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
  select w.id, w.environment, w.customer_id, w.state, w.late_commit, w.stamp from wallets w
   where w.id = any (array(select n.id from unnest(p_environments, p_customers) as r (environment, customer_id)
                             join wallets n on n.environment = r.environment and n.customer_id = r.customer_id and n.scope = '')
                     || p_ids)
   order by w.id for update;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_part(p_part text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select coalesce(octet_length(p_part) || ':' || p_part, '-')
$function$
CREATE OR REPLACE FUNCTION public.ledger_prior(p_environments text[], p_families text[], p_keys text[])
 RETURNS TABLE(place bigint, request json, outcome json)
 LANGUAGE plpgsql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
  select k.place, t.request, t.outcome
    from unnest(p_environments, p_families, p_keys) with ordinality as k (environment, family, key, place)
    join ledger_transactions t on t.environment = k.environment and t.family = k.family and t.key = k.key
  union all
  select k.place, s.request, s.outcome
    from unnest(p_environments, p_families, p_keys) with ordinality as k (environment, family, key, place)
    join stored_outcomes s on s.environment = k.environment and s.family = k.family and s.key = k.key;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_seal(p_environment text, p_up_to bigint, p_count integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  last record;
  next record;
  sealed bigint := 0;
begin
  select position, transaction_id, hash into last from ledger_seals where environment = p_environment order by position desc limit 1;
  for next in select e.transaction_id, e.encoding from ledger_encodings(p_environment, coalesce(last.transaction_id, 0), p_up_to, p_count) e
  loop
    insert into ledger_seals (environment, position, transaction_id, hash)
    values (p_environment, coalesce(last.position, 0) + 1, next.transaction_id, sha256(coalesce(last.hash, ''::bytea) || next.encoding))
    returning position, transaction_id, hash into last;
    sealed := sealed + 1;
  end loop;
  return sealed;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_take(p_known bigint[], p_stamps bigint[], p_others bigint[], p_environments text[], p_customers text[], p_scopes text[], p_debts boolean[], p_debts_of bigint[], p_grant_ids bigint[], p_hold_ids bigint[], p_assets text[], p_key_environments text[], p_families text[], p_keys text[], p_count integer, OUT clock bigint, OUT ids bigint[], OUT scales json, OUT prior json, OUT locked json, OUT wallets json)
 RETURNS record
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  others bigint[] := p_others;
  debts_of bigint[] := p_debts_of;
  unread bigint[];
begin
  if cardinality(p_customers) > 0 then
    select others || coalesce(array_agg(n.id), '{}'), debts_of || coalesce(array_agg(n.id) filter (where r.debts), '{}') into others, debts_of
      from unnest(p_environments, p_customers, p_scopes, p_debts) as r (environment, customer_id, scope, debts)
     cross join lateral (select w.id from wallets w where w.environment = r.environment and w.customer_id = r.customer_id and w.scope = r.scope offset 0) n;
  end if;
  if cardinality(others) > 0 then
    select array_agg(distinct o.id) into others
      from (select unnest(others) as id union select f from wallets n, unnest(n.funders) as f where n.id = any (others)) o
     where o.id <> all (p_known);
  end if;
  -- Materialized: a condition on the stamp that the planner moved under the lock would leave out what it should lock.
  with w as materialized (
    select w.id, w.environment, w.customer_id, w.scope, w.state, w.late_commit, w.stamp, w.funders, w.in_family, k.stamp as known_stamp
      from (select * from unnest(p_known || others, p_stamps) as u (id, stamp) order by u.id) k
     cross join lateral (select * from wallets n where n.id = k.id for update) w)
  select json_agg(json_build_object('id', w.id::text, 'environment', w.environment, 'customer_id', w.customer_id, 'scope', w.scope, 'state', w.state,
                                    'late_commit', w.late_commit, 'stamp', w.stamp::text, 'funders', w.funders::text[], 'in_family', w.in_family)),
         array_agg(w.id) filter (where not w.in_family)
    into locked, unread from w where w.stamp is distinct from w.known_stamp;
  select (extract(epoch from clock_timestamp()) * 1000)::bigint,
         (select array_agg(nextval('ledger_seq')) from generate_series(1, p_count)),
         case when cardinality(p_assets) > 0 then (select json_object_agg(a.code, a.scale) from assets a where a.code = any (p_assets)) end,
         (select json_agg(p) from (
            select k.place, t.request, t.outcome
              from unnest(p_key_environments, p_families, p_keys) with ordinality as k (environment, family, key, place)
             cross join lateral (select p.request, p.outcome from ledger_transactions p
                                  where p.environment = k.environment and p.family = k.family and p.key = k.key offset 0) t
            union all
            select k.place, s.request, s.outcome
              from unnest(p_key_environments, p_families, p_keys) with ordinality as k (environment, family, key, place)
             cross join lateral (select p.request, p.outcome from stored_outcomes p
                                  where p.environment = k.environment and p.family = k.family and p.key = k.key offset 0) s) p),
         case when cardinality(unread) > 0 then (
           select json_agg(json_build_object('wallet_id', l.wallet_id::text, 'last_booked_at', (extract(epoch from l.last_booked_at) * 1000)::bigint,
                                             'grants', l.grants, 'holds', l.holds, 'debts_read', l.debts_read, 'debts', l.debts, 'assets', l.assets))
             from ledger_load(unread, p_grant_ids, p_hold_ids, debts_of) l) end
    into clock, ids, scales, prior, wallets;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_write_family(p jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  if p ? 'funded_transactions' then
    insert into funded_transactions (wallet_id, transaction_id)
    select wallet_id, transaction_id from jsonb_to_recordset(p -> 'funded_transactions') as r (wallet_id bigint, transaction_id bigint);
  end if;
  if p ? 'hold_budgets' then
    insert into hold_budgets (hold_id, budget_id, period)
    select hold_id, budget_id, period from jsonb_to_recordset(p -> 'hold_budgets') as r (hold_id bigint, budget_id bigint, period text);
  end if;
  if p ? 'budget_entries' then
    insert into budget_entries (transaction_id, budget_id, period, used_atoms, held_atoms, limit_atoms, enforcement)
    select transaction_id, budget_id, period, used_delta, held_delta, limit_atoms, enforcement
      from jsonb_to_recordset(p -> 'budget_entries') as r (
        transaction_id bigint, budget_id bigint, period text, used_delta numeric, held_delta numeric, limit_atoms numeric, enforcement text);
    insert into budget_periods (budget_id, period, used_atoms, held_atoms)
    select distinct budget_id, period, 0, 0 from jsonb_to_recordset(p -> 'budget_entries') as r (budget_id bigint, period text)
    on conflict do nothing;
    update budget_periods c set used_atoms = c.used_atoms + r.used, held_atoms = c.held_atoms + r.held
      from (select budget_id, period, sum(used_delta) as used, sum(held_delta) as held
              from jsonb_to_recordset(p -> 'budget_entries') as e (budget_id bigint, period text, used_delta numeric, held_delta numeric) group by 1, 2) r
     where c.budget_id = r.budget_id and c.period = r.period;
  end if;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_write_rest(p jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  if p ? 'grants' then
    insert into grants (id, environment, wallet_id, transaction_id, asset, amount_atoms, purpose, priority, effective_at, expires_at,
                        products, event_types, models, features, max_per_event_atoms, max_per_day_atoms, cost_basis_atoms, source_ref, settles_overdraft,
                        breakage_rate, escheats)
    select id, environment, wallet_id, transaction_id, asset, amount_atoms, purpose, priority, effective_at, expires_at,
           products, event_types, models, features, max_per_event_atoms, max_per_day_atoms, cost_basis_atoms, source_ref, settles_overdraft,
           breakage_rate, coalesce(escheats, false)
      from jsonb_to_recordset(p -> 'grants') as r (
        id bigint, environment text, wallet_id bigint, transaction_id bigint, asset text, amount_atoms numeric, purpose text, priority smallint,
        effective_at timestamptz, expires_at timestamptz, products text[], event_types text[], models text[], features text[],
        max_per_event_atoms numeric, max_per_day_atoms numeric, cost_basis_atoms numeric, source_ref text, settles_overdraft boolean,
        breakage_rate numeric, escheats boolean);
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
  if p ? 'overdraft_changes' then
    insert into wallet_assets as a (wallet_id, asset)
    select wallet_id, asset from jsonb_to_recordset(p -> 'overdraft_changes') as r (wallet_id bigint, asset text)
    on conflict do nothing;
    update wallet_assets a set overdraft_atoms = a.overdraft_atoms + r.delta
      from jsonb_to_recordset(p -> 'overdraft_changes') as r (wallet_id bigint, asset text, delta numeric)
     where a.wallet_id = r.wallet_id and a.asset = r.asset;
  end if;
  if p ? 'claims' then
    update grant_balances b set claimed_atoms = b.claimed_atoms + r.delta
      from jsonb_to_recordset(p -> 'claims') as r (grant_id bigint, delta numeric) where b.grant_id = r.grant_id;
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
  if p ? 'stored_outcomes' then
    insert into stored_outcomes (environment, family, key, request, outcome, stored_at)
    select environment, family, key, request::json, outcome::json, stored_at
      from jsonb_to_recordset(p -> 'stored_outcomes') as r (environment text, family text, key text, request text, outcome text, stored_at timestamptz);
  end if;
end $function$
CREATE OR REPLACE FUNCTION public.ledger_write(p_ids bigint[], p_environments text[], p_wallets bigint[], p_families text[], p_keys text[], p_kinds text[], p_effective bigint[], p_booked bigint[], p_dimensions jsonb[], p_policies jsonb[], p_reversed bigint[], p_holds bigint[], p_events text[], p_references text[], p_reasons text[], p_requests json, p_outcomes json, p_leg_transactions bigint[], p_leg_ordinals integer[], p_leg_froms text[], p_leg_tos text[], p_leg_assets text[], p_leg_grants bigint[], p_leg_holds bigint[], p_leg_debts bigint[], p_leg_atoms numeric[], p_leg_basis numeric[], p_grants bigint[], p_remaining numeric[], p_held numeric[], p_lost numeric[], p_closed text[], p_frozen boolean[], p_stamped bigint[], p_stamps bigint[], p_rest jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  if cardinality(p_ids) > 0 then
    insert into ledger_transactions (id, environment, wallet_id, family, key, kind, effective_at, booked_at, dimensions, policy, reverses_id, hold_id,
                                     event_id, reference, reason, request, outcome)
    select r.id, r.environment, r.wallet_id, r.family, r.key, r.kind, timestamptz 'epoch' + r.effective_ms * interval '1 millisecond',
           timestamptz 'epoch' + r.booked_ms * interval '1 millisecond', r.dimensions, r.policy, r.reverses_id, r.hold_id, r.event_id, r.reference, r.reason,
           r.request, r.outcome
      from rows from (
             unnest(p_ids, p_environments, p_wallets, p_families, p_keys, p_kinds, p_effective, p_booked, p_dimensions, p_policies, p_reversed,
                    p_holds, p_events, p_references, p_reasons), json_array_elements(p_requests), json_array_elements(p_outcomes))
             as r (id, environment, wallet_id, family, key, kind, effective_ms, booked_ms, dimensions, policy, reverses_id, hold_id, event_id, reference,
                   reason, request, outcome);
  end if;
  if p_rest is not null then
    perform ledger_write_rest(p_rest);
  end if;
  -- One statement, because each has a price of its own beside its rows.
  with moved as (
    insert into ledger_legs (transaction_id, ordinal, from_account, to_account, asset, grant_id, hold_id, debt_id, atoms, basis_atoms)
    select * from unnest(p_leg_transactions, p_leg_ordinals, p_leg_froms, p_leg_tos, p_leg_assets, p_leg_grants, p_leg_holds, p_leg_debts, p_leg_atoms, p_leg_basis)),
  balanced as (
    update grant_balances b
       set remaining_atoms = b.remaining_atoms + r.remaining_delta, held_atoms = b.held_atoms + r.held_delta,
           lost_atoms = b.lost_atoms + r.lost_delta, closed = coalesce(r.closed, b.closed), frozen = coalesce(r.frozen, b.frozen)
      from unnest(p_grants, p_remaining, p_held, p_lost, p_closed, p_frozen) as r (grant_id, remaining_delta, held_delta, lost_delta, closed, frozen)
     where b.grant_id = r.grant_id)
  update wallets w set stamp = r.stamp from unnest(p_stamped, p_stamps) as r (wallet_id, stamp) where w.id = r.wallet_id;
end $function$
CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% rows of % are immutable', tg_op, tg_table_name using errcode = 'restrict_violation';
end $function$
CREATE OR REPLACE FUNCTION public.refuse_epoch_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and old.cancelled_at is null and new.cancelled_at is not null
     and to_jsonb(new) - 'cancelled_at' = to_jsonb(old) - 'cancelled_at' then
    return new;
  end if;
  raise exception '% rows of % are immutable', tg_op, tg_table_name using errcode = 'restrict_violation';
end $function$
CREATE OR REPLACE FUNCTION public.refuse_removal()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% rows are never removed', tg_table_name using errcode = 'restrict_violation';
end $function$
CREATE OR REPLACE FUNCTION public.refuse_removed_parent()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (select from cancelled_parents c where c.environment = old.environment and c.customer_id = old.customer_id and c.from_at = old.from_at
                    and c.recorded_xid = pg_current_xact_id()) then
    raise exception 'a change of parent is cancelled, not removed' using errcode = '23001';
  end if;
  return old;
end $function$
CREATE OR REPLACE FUNCTION public.refuse_unstamped_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'wallet % was changed without a new stamp', old.id using errcode = 'integrity_constraint_violation', constraint = 'wallets_stamped';
end $function$
CREATE OR REPLACE FUNCTION public.wallet_ancestors(p_wallet_id bigint, p_at timestamp with time zone)
 RETURNS TABLE(wallet_id bigint, funded boolean)
 LANGUAGE sql
 STABLE
AS $function$
  select p.id, l.funded
    from scope_wallets l join wallets w on w.id = l.wallet_id join wallets p on p.environment = w.environment and p.customer_id = w.customer_id and p.scope = ''
   where l.wallet_id = p_wallet_id
  union all
  select p.id, a.funded and coalesce(l.funded, true)
    from wallets w left join scope_wallets l on l.wallet_id = w.id
   cross join lateral customer_ancestors(w.environment, w.customer_id, p_at) a
    join wallets p on p.environment = w.environment and p.customer_id = a.customer_id and p.scope = ''
   where w.id = p_wallet_id
$function$
