-- The technical tables of one zone. The owner role migrates; the app role runs with the grants at the end.
create schema platform;

-- Access log (アクセス記録): append-only by grant and trigger, sealed into a hash chain by a later migration.
create table platform.access_log (
    id bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    occurred_at timestamptz not null default clock_timestamp(),
    operator_id uuid not null,
    operator_code text not null,
    office_code text not null,
    terminal text not null,
    session_id uuid,
    request_id uuid not null,
    task_code text,
    ground text,
    case_number text,
    kind text not null check (kind in ('search','view','change','issue','reveal','output','warning','account')),
    action text not null,
    subject_id uuid,
    subject_ids uuid[],
    items text not null default '',
    result_count int,
    refusal_code text,
    number_accessed boolean not null default false,
    act_id uuid
);
create index access_log_subject on platform.access_log (subject_id, occurred_at) where subject_id is not null;
create index access_log_subjects on platform.access_log using gin (subject_ids) where subject_ids is not null;
create index access_log_operator on platform.access_log (operator_id, occurred_at);

-- Outbox: written in the transaction of the act; delivery state is kept apart so that the row itself never changes.
create table platform.outbox (
    id bigint generated always as identity primary key,
    message_id uuid not null unique,
    stream text not null,
    stream_key text not null,
    type text not null,
    payload jsonb not null,
    xid xid8 not null default pg_current_xact_id(),
    recorded_at timestamptz not null default clock_timestamp()
);
create table platform.outbox_delivery (
    outbox_id bigint not null references platform.outbox (id),
    receiver text not null,
    delivered_at timestamptz,
    attempts int not null default 0,
    last_error_code text,
    closed_by uuid,
    closed_reason text,
    primary key (outbox_id, receiver)
);
create table platform.inbox (
    consumer text not null,
    message_id uuid not null,
    received_at timestamptz not null default clock_timestamp(),
    primary key (consumer, message_id)
);

-- Every act of a form has its own key; a second submit finds the first result.
create table platform.act_key (
    act_key uuid primary key,
    operator_id uuid not null,
    action text not null,
    result_location text not null,
    recorded_at timestamptz not null default clock_timestamp()
);

-- Dated parameters (rates, limits, codes, texts): changing the law means adding rows.
create table platform.parameter (
    module text not null,
    name text not null,
    valid_from date not null,
    value jsonb not null,
    source text not null,
    verified boolean not null default false,
    recorded_at timestamptz not null default clock_timestamp(),
    recorded_by text not null,
    primary key (module, name, valid_from)
);

create function platform.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'This table is append-only.' using errcode = 'insufficient_privilege';
end $$;
create trigger access_log_append_only before update or delete or truncate on platform.access_log
    for each statement execute function platform.refuse_change();
create trigger outbox_append_only before update or delete or truncate on platform.outbox
    for each statement execute function platform.refuse_change();

grant usage on schema platform to :app_role;
grant select, insert on platform.access_log, platform.outbox, platform.inbox, platform.act_key to :app_role;
grant select, insert, update on platform.outbox_delivery to :app_role;
grant select on platform.parameter to :app_role;
