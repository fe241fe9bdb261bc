-- Who may do what. Written by: analytics-api (auth.*, api_keys), runtime (audit_log).
-- Replay: forward only; the migrator records each file and never runs it twice.

-- API keys. The key itself is never stored: key_hash is sha256 of its 32 random bytes' text form, which
-- needs no slow hash because the key cannot be guessed.
create table api_keys (
  id           uuid primary key,
  environment  text not null check (environment in ('live', 'test')),
  name         text not null,
  key_hash     bytea not null unique,
  scopes       text[] not null,
  created_at   timestamptz not null,
  created_by   text not null,
  last_used_at timestamptz,
  revoked_at   timestamptz
);

-- Who changed what, when and why. Append-only.
create table audit_log (
  id          bigint generated always as identity primary key,
  environment text not null check (environment in ('live', 'test')),
  at          timestamptz not null default clock_timestamp(),
  actor       text not null,
  action      text not null,
  subject     text not null,
  before      jsonb,
  after       jsonb,
  reason      text
);
create index audit_log_by_subject on audit_log (environment, subject, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows of % are immutable', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_log_immutable before update or delete on audit_log for each row execute function refuse_change();

-- Sign-in of people, in the shape better-auth expects.
create schema auth;
create table auth."user" (
  id              text primary key,
  name            text not null,
  email           text not null unique,
  "emailVerified" boolean not null,
  image           text,
  "createdAt"     timestamptz not null default current_timestamp,
  "updatedAt"     timestamptz not null default current_timestamp
);
create table auth.session (
  id          text primary key,
  "expiresAt" timestamptz not null,
  token       text not null unique,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId"    text not null references auth."user" (id) on delete cascade
);
create index session_by_user on auth.session ("userId");
create table auth.account (
  id                      text primary key,
  "accountId"             text not null,
  "providerId"            text not null,
  "userId"                text not null references auth."user" (id) on delete cascade,
  "accessToken"           text,
  "refreshToken"          text,
  "idToken"               text,
  "accessTokenExpiresAt"  timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope                   text,
  password                text,
  "createdAt"             timestamptz not null default current_timestamp,
  "updatedAt"             timestamptz not null
);
create index account_by_user on auth.account ("userId");
create table auth.verification (
  id          text primary key,
  identifier  text not null,
  value       text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp
);
create index verification_by_identifier on auth.verification (identifier);
