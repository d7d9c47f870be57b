-- Comparison of identity information and move-in notices received with the register (RR-66): a run, and a task for each person
-- who differs, until the register is repaired or a clerk states that the other side is wrong.
create table resident_register.identity_comparison (
    comparison_id uuid primary key,
    origin text not null check (length(origin) between 1 and 200),
    -- Whether the list was of everybody: then who is missing in it differs too.
    is_full boolean not null,
    persons bigint not null,
    differences bigint not null,
    compared_by text not null,
    compared_at timestamptz not null default clock_timestamp()
);
create sequence resident_register.identity_difference_number as bigint;
create table resident_register.identity_difference (
    difference_id uuid primary key,
    difference_number bigint not null unique default nextval('resident_register.identity_difference_number'),
    comparison_id uuid not null references resident_register.identity_comparison (comparison_id) deferrable initially deferred,
    kind text not null check (kind in ('items', 'unknown', 'missing')),
    -- Null for somebody whom the register does not know.
    resident_id uuid,
    -- Row of the list; the only trace of somebody unknown, whose code stands nowhere outside the vault.
    row_no bigint,
    items text[] not null,
    -- What was received, without numbers; emptied when the task is done.
    received jsonb not null,
    found_on date not null,
    closed_how text check (closed_how in ('repaired', 'other_side', 'superseded')),
    closed_reason text check (length(closed_reason) between 1 and 200),
    closed_by text,
    closed_at timestamptz,
    check ((kind = 'unknown') = (resident_id is null)),
    check ((closed_how is null) = (closed_at is null) and (closed_how is null) = (closed_by is null)),
    check ((closed_how is not distinct from 'other_side') = (closed_reason is not null)),
    check (closed_how is null or received = '{}')
);
create index identity_difference_open on resident_register.identity_difference (found_on, difference_number) where closed_how is null;
create index identity_difference_person on resident_register.identity_difference (resident_id) where resident_id is not null;

create function resident_register.keep_identity_difference() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if current_setting('resident_register.erasing', true) = 'on' then
            return old;
        end if;
    elsif old.closed_how is null then
        return new;
    end if;
    raise exception 'A difference stays as it was closed.' using errcode = 'insufficient_privilege';
end $$;
create trigger identity_difference_keep before update or delete on resident_register.identity_difference
    for each row execute function resident_register.keep_identity_difference();
grant select, insert on resident_register.identity_comparison, resident_register.identity_difference to :app_role;
grant update (received, closed_how, closed_reason, closed_by, closed_at) on resident_register.identity_difference to :app_role;
grant usage on sequence resident_register.identity_difference_number to :app_role;

-- A difference goes with the record it belongs to, inside erase_expired.
create function resident_register.erase_identity_differences() returns trigger language plpgsql as $$
begin
    delete from resident_register.identity_difference where resident_id = old.resident_id;
    return null;
end $$;
create trigger resident_erase_identity_differences after delete on resident_register.resident
    for each row execute function resident_register.erase_identity_differences();
