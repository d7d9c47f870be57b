-- Support measures (支援措置, standard 1.1.16 and 3.4), suppressions (抑止, 3.1) and memos (1.1.15).
-- Each table holds the present state; what was done by whom stands in the append-only event table.

create table resident_register.support_measure (
    measure_id uuid primary key,
    -- full: decided by this municipality; provisional: 仮支援措置 (before the decision, or as former address).
    kind text not null check (kind in ('full', 'provisional')),
    started_on date not null,
    ends_on date not null check (ends_on >= started_on),
    -- It ends only by decision; passing ends_on changes nothing (SP-01).
    closed_on date,
    closed_reason text,
    original_municipality text,
    -- Affairs to protect: viewing, record_present, record_former, supplement_present, supplement_former, supplement_domicile.
    affairs text[] not null,
    contact text,
    offender jsonb,
    forwarding jsonb not null default '[]',
    version int not null default 1
);
create table resident_register.supported_person (
    measure_id uuid not null references resident_register.support_measure (measure_id),
    resident_id uuid not null,
    -- applicant, or included with the applicant (併せて支援を求める者) with the relation in words.
    role text not null check (role in ('applicant', 'included')),
    relation text,
    primary key (measure_id, resident_id)
);
create index supported_person_resident on resident_register.supported_person (resident_id);

create table resident_register.suppression (
    suppression_id uuid primary key,
    resident_id uuid,
    household_id uuid,
    process text not null check (process in ('change', 'issue', 'inquiry')),
    level text not null check (level in ('error', 'alert')),
    starts_on date not null,
    ends_on date,
    reason text not null,
    lifted_at timestamptz,
    -- Temporary release: suppressed again by itself after this moment; never told to other systems (LK-06).
    released_until timestamptz,
    version int not null default 1,
    check ((resident_id is null) <> (household_id is null))
);
create index suppression_resident on resident_register.suppression (resident_id) where lifted_at is null;
create index suppression_household on resident_register.suppression (household_id) where lifted_at is null;

create table resident_register.protection_event (
    event_id bigint generated always as identity primary key,
    subject_id uuid not null,
    -- The measure, suppression or memo it belongs to.
    item_id uuid not null,
    act text not null,
    state jsonb not null,
    operator_code text not null,
    processed_on date not null,
    recorded_at timestamptz not null default clock_timestamp()
);
create index protection_event_subject on resident_register.protection_event (subject_id, event_id);

create table resident_register.memo (
    memo_id uuid primary key,
    resident_id uuid not null,
    text text not null,
    written_by text not null,
    written_at timestamptz not null default clock_timestamp(),
    removed_at timestamptz,
    version int not null default 1
);
create index memo_resident on resident_register.memo (resident_id) where removed_at is null;

create trigger protection_event_append_only before update or delete or truncate on resident_register.protection_event
    for each statement execute function resident_register.refuse_change();

grant select, insert, update on resident_register.support_measure, resident_register.supported_person,
    resident_register.suppression, resident_register.memo to :app_role;
grant select, insert on resident_register.protection_event to :app_role;
