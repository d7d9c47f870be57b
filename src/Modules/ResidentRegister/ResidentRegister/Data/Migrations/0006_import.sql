-- Imports and exports of the whole register, and the resident record codes that come with them.

create table resident_register.import_run (
    import_id uuid primary key,
    manifest_sha256 text not null,
    state text not null check (state in ('running', 'done', 'refused', 'failed')),
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    operator_code text not null,
    rows_total bigint not null,
    rows_read bigint not null default 0,
    persons bigint not null default 0,
    refused bigint not null default 0,
    report text,
    -- Null until the numbers of a done import count in the vault.
    numbers_confirmed_at timestamptz
);
-- The same files are imported once.
create unique index import_run_done on resident_register.import_run (manifest_sha256) where state = 'done';
create index import_run_started on resident_register.import_run (started_at desc);

-- Resident record codes (住民票コード) apart from the record (RR-03); the record only says that there is one.
create table resident_register.resident_record_code (
    resident_id uuid primary key,
    code text collate "C" not null unique,
    act_id uuid not null
);

grant select, insert, update on resident_register.import_run to :app_role;
grant select, insert on resident_register.resident_record_code to :app_role;
-- To move them past imported numbers.
grant select, update on sequence resident_register.addressee_number, resident_register.household_number to :app_role;
