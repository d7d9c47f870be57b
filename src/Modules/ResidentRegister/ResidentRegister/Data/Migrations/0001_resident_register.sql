-- The register: history is the truth, current rows are derived in the same transaction (ADR 0003).
create schema resident_register;

create sequence resident_register.addressee_number as bigint;
create sequence resident_register.household_number as bigint;

create table resident_register.household (
    household_id uuid primary key,
    household_number text not null unique,
    formed_on date not null,
    closed_on date,
    version int not null default 1
);

-- One full snapshot per change (standard 1.2.1): key person + history number, the highest number is the present state.
create table resident_register.resident_history (
    resident_id uuid not null,
    history_no int not null check (history_no > 0),
    act_id uuid not null,
    reason text not null,
    basis text not null,
    -- From which day this state is true; a correction or cancellation takes the day of the row it replaces.
    effective_from date not null,
    happened_on jsonb not null,
    notified_on date,
    register_notice_on date,
    application_on date,
    request_on date,
    notice_on date,
    processed_on date not null,
    recorded_at timestamptz not null default clock_timestamp(),
    route text not null,
    source text not null,
    ground text,
    office text not null,
    terminal text not null,
    entered_by text not null,
    reviewed_by text[] not null default '{}',
    decided_by text,
    -- History number of the row that this one corrects or cancels; both rows stay.
    replaces_no int,
    selectable boolean not null default true,
    record jsonb not null,
    primary key (resident_id, history_no)
);
create index resident_history_act on resident_register.resident_history (act_id);
create index resident_history_recorded on resident_register.resident_history (recorded_at);

-- The present state, for lists and locks; the record itself is read from its history row.
create table resident_register.resident (
    resident_id uuid primary key,
    addressee_number text not null unique,
    household_id uuid not null references resident_register.household (household_id),
    household_order int not null,
    relationship text not null,
    kind smallint not null,
    sex smallint not null,
    -- Highest history number; an update names the version it read and loses if it changed.
    version int not null,
    name_written text not null,
    name_kana text,
    birth_written text not null,
    birth_from date,
    birth_until date,
    address_written text not null,
    postal_code text,
    address_code text,
    planned_out_on date,
    removed_on date,
    removal_kind smallint,
    warning_code text,
    updated_at timestamptz not null default clock_timestamp(),
    foreign key (resident_id, version) references resident_register.resident_history (resident_id, history_no)
);
create index resident_household on resident_register.resident (household_id, household_order);
create index resident_birth on resident_register.resident (birth_from, name_kana collate "C");
create index resident_planned_out on resident_register.resident (planned_out_on)
    where planned_out_on is not null and removed_on is null;

-- Search keys of every name and address a person has or had; derived, and rebuilt from history at any time.
create table resident_register.search_name (
    resident_id uuid not null,
    -- 0 registered name, 1 common name, 2 former surname, 3 parallel name, 4 alphabet; +100 when no longer current.
    kind smallint not null,
    key_a text collate "C" not null,
    key_b text collate "C" not null,
    written_key text collate "C" not null,
    given_key text collate "C",
    birth_from date,
    birth_until date,
    removed boolean not null
);
create index search_name_a on resident_register.search_name (key_a, birth_from);
create index search_name_b on resident_register.search_name (key_b, birth_from) where key_b <> key_a;
create index search_name_written on resident_register.search_name (written_key, birth_from);
create index search_name_given on resident_register.search_name (given_key, birth_from) where given_key is not null;
create index search_name_birth on resident_register.search_name (birth_from, key_a);
create index search_name_resident on resident_register.search_name (resident_id);

create table resident_register.search_address (
    resident_id uuid not null,
    address_key text collate "C" not null,
    address_code text,
    current boolean not null,
    removed boolean not null
);
create index search_address_key on resident_register.search_address (address_key);
create index search_address_resident on resident_register.search_address (resident_id);

create function resident_register.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'History is append-only.' using errcode = 'insufficient_privilege';
end $$;
create trigger resident_history_append_only before update or delete or truncate on resident_register.resident_history
    for each statement execute function resident_register.refuse_change();

grant usage on schema resident_register to :app_role;
grant usage on all sequences in schema resident_register to :app_role;
grant select, insert on resident_register.resident_history to :app_role;
grant select, insert, update on resident_register.household, resident_register.resident to :app_role;
grant select, insert, update, delete on resident_register.search_name, resident_register.search_address to :app_role;
