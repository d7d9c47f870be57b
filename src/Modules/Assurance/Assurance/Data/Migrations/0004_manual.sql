-- CR-15: the manual of reception and input (手引) that all offices share, in versions, and who has read which.
create table assurance.manual_version (
    version_no int primary key check (version_no > 0),
    -- The act that published it: a second submit finds it.
    act_id uuid not null unique,
    body text not null check (length(body) between 1 and 100000),
    -- What differs from the version before, for those who read that one.
    changes text not null check (length(changes) between 1 and 1000),
    effective_on date not null,
    published_by uuid not null,
    published_by_name text not null,
    published_at timestamptz not null default clock_timestamp()
);
create index manual_version_effective on assurance.manual_version (effective_on, version_no);

create table assurance.manual_reading (
    operator_id uuid not null,
    version_no int not null references assurance.manual_version (version_no),
    read_at timestamptz not null default clock_timestamp(),
    primary key (operator_id, version_no)
);

create trigger manual_version_append_only before update or delete or truncate on assurance.manual_version
    for each statement execute function assurance.refuse_change();
create trigger manual_reading_append_only before update or delete or truncate on assurance.manual_reading
    for each statement execute function assurance.refuse_change();

grant select, insert on assurance.manual_version, assurance.manual_reading to :app_role;
