-- Change cases (異動受付): from draft (仮登録) to decision (本登録), standard 4.0.8. What is not decided is nowhere else.
create sequence resident_register.change_case_number as bigint;

create table resident_register.change_case (
    case_id uuid primary key,
    case_number bigint not null unique default nextval('resident_register.change_case_number'),
    state text not null default 'draft' check (state in ('draft', 'in_review', 'returned', 'decided', 'withdrawn')),
    form text not null,
    reason text not null,
    basis text not null,
    -- The notification as entered; personal data, never outside this table and its trail.
    request jsonb not null,
    findings jsonb not null default '[]',
    notifier_kind text,
    identity_document text,
    forced boolean not null default false,
    -- CR-06: more than one for entries with much input; from the dated parameter change-reviewers.
    reviewers_needed int not null check (reviewers_needed between 1 and 5),
    entered_by text not null,
    -- Everybody who edited: none of them may review or decide (CR-05).
    editors text[] not null,
    entered_at timestamptz not null default clock_timestamp(),
    entered_on date not null,
    office text not null,
    terminal text not null,
    -- CR-10: the enterer saw the result of exactly this version and confirmed it.
    confirmed_version int,
    -- The review list (審査リスト, RR-63) of this day holds the case.
    listed_on date,
    -- One more at each edit; reviews count for the version they saw.
    version int not null default 1,
    -- The decision is the act of this id: history rows, access rows and number vault name it.
    decided_by text,
    decided_on date,
    decided_at timestamptz,
    -- What left with the decision (platform.outbox).
    messages uuid[] not null default '{}',
    closed_reason text,
    -- CR-16: the paper is in the locked cabinet.
    filed_in text,
    filed_by text,
    filed_at timestamptz,
    check ((state = 'decided') = (decided_by is not null)),
    check (state <> 'in_review' or (listed_on is not null and confirmed_version = version)),
    check (state <> 'withdrawn' or closed_reason is not null),
    check (entered_by = any (editors)),
    check (decided_by is null or not decided_by = any (editors)),
    -- CR-02: a notification leaves the draft only with the notifier and the identity document.
    check (state in ('draft', 'returned', 'withdrawn') or basis <> 'Notification'
        or (notifier_kind is not null and identity_document is not null))
);
create index change_case_open on resident_register.change_case (state, entered_at)
    where state in ('draft', 'in_review', 'returned');
create index change_case_listed on resident_register.change_case (listed_on, case_number) where listed_on is not null;
create index change_case_decided on resident_register.change_case (decided_on, case_number) where state = 'decided';
create index change_case_unfiled on resident_register.change_case (decided_on)
    where state = 'decided' and filed_at is null;

create table resident_register.change_case_person (
    case_id uuid not null references resident_register.change_case (case_id),
    resident_id uuid not null,
    -- subject: the change is theirs; member: their household data follow.
    role text not null check (role in ('subject', 'member')),
    base_version int not null check (base_version > 0),
    open boolean not null default true,
    primary key (case_id, resident_id)
);
-- WF-01: no second draft for a person, whatever the program does.
create unique index change_case_person_one_draft on resident_register.change_case_person (resident_id)
    where open and role = 'subject';
create index change_case_person_resident on resident_register.change_case_person (resident_id, case_id);

create table resident_register.change_review (
    case_id uuid not null references resident_register.change_case (case_id),
    case_version int not null,
    reviewer text not null,
    outcome text not null check (outcome in ('agreed', 'returned')),
    -- What was compared with the paper, as ticked (CR-05).
    compared text[] not null,
    reason text,
    reviewed_on date not null,
    terminal text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (case_id, case_version, reviewer),
    check (outcome = 'agreed' or length(trim(reason)) > 0),
    check (outcome = 'returned' or cardinality(compared) > 0)
);

-- The trail: each step with what was entered, kept for later verification (CR-25, RR-67).
create table resident_register.change_case_event (
    event_id bigint generated always as identity primary key,
    case_id uuid not null references resident_register.change_case (case_id),
    case_version int not null,
    act text not null,
    operator_code text not null,
    office text not null,
    terminal text not null,
    note text,
    request jsonb,
    processed_on date not null,
    recorded_at timestamptz not null default clock_timestamp()
);
create index change_case_event_case on resident_register.change_case_event (case_id, event_id);

-- WF-06: while one works on a resident, others may only look. It ends by itself.
create table resident_register.edit_hold (
    resident_id uuid primary key,
    held_by text not null,
    terminal text not null,
    expires_at timestamptz not null
);

-- The day's closing: only when every listed change was reviewed (RR-63).
create table resident_register.day_closing (
    business_date date primary key,
    closed_by text not null,
    cases int not null,
    closed_at timestamptz not null default clock_timestamp()
);

create function resident_register.guard_review() returns trigger language plpgsql as $$
declare
    found record;
begin
    select editors, version, state into found from resident_register.change_case where case_id = new.case_id;
    if new.reviewer = any (found.editors) then
        raise exception 'The reviewer entered the change.' using errcode = 'check_violation', constraint = 'review_by_another';
    end if;
    if found.state <> 'in_review' or found.version <> new.case_version then
        raise exception 'This version is not in review.' using errcode = 'check_violation', constraint = 'review_of_present_version';
    end if;
    return new;
end $$;
create trigger change_review_guard before insert on resident_register.change_review
    for each row execute function resident_register.guard_review();

create function resident_register.guard_case() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' then
            raise exception 'A case begins as a draft.' using errcode = 'check_violation', constraint = 'begins_as_draft';
        end if;
        return new;
    end if;
    if old.state in ('decided', 'withdrawn')
        and (new.state, new.request, new.version, new.editors, new.messages, new.decided_by)
            is distinct from (old.state, old.request, old.version, old.editors, old.messages, old.decided_by) then
        raise exception 'A closed case does not change.' using errcode = 'check_violation', constraint = 'closed_case';
    end if;
    if not new.editors @> old.editors then
        raise exception 'An editor stays an editor.' using errcode = 'check_violation', constraint = 'editors_stay';
    end if;
    if new.state = 'decided' and old.state <> 'decided' then
        if old.state <> 'in_review' or new.reviewers_needed > (
            select count(*) from resident_register.change_review r
            where r.case_id = new.case_id and r.case_version = new.version and r.outcome = 'agreed') then
            raise exception 'The reviews are not complete.' using errcode = 'check_violation', constraint = 'reviewed_before_decision';
        end if;
    end if;
    if new.state in ('decided', 'withdrawn') and old.state <> new.state then
        update resident_register.change_case_person set open = false where case_id = new.case_id and open;
    end if;
    return new;
end $$;
create trigger change_case_guard before insert or update on resident_register.change_case
    for each row execute function resident_register.guard_case();

create function resident_register.guard_closing() returns trigger language plpgsql as $$
begin
    if exists (select from resident_register.change_case
               where state = 'in_review' and listed_on <= new.business_date) then
        raise exception 'Changes wait for review.' using errcode = 'check_violation', constraint = 'reviewed_before_closing';
    end if;
    return new;
end $$;
create trigger day_closing_guard before insert on resident_register.day_closing
    for each row execute function resident_register.guard_closing();

create trigger change_review_append_only before update or delete or truncate on resident_register.change_review
    for each statement execute function resident_register.refuse_change();
create trigger change_case_event_append_only before update or delete or truncate on resident_register.change_case_event
    for each statement execute function resident_register.refuse_change();
create trigger day_closing_append_only before update or delete or truncate on resident_register.day_closing
    for each statement execute function resident_register.refuse_change();

insert into platform.parameter (module, name, valid_from, value, source, recorded_by)
values ('resident-register', 'change-reviewers', '2000-01-01',
        '{"default": 1, "IN_DOMESTIC": 1}',
        'Number of reviewers before the decision, by reason; some assessments promise two for a move-in from another city',
        'migration');

grant usage on sequence resident_register.change_case_number to :app_role;
grant select, insert, update on resident_register.change_case to :app_role;
grant select, insert, update, delete on resident_register.change_case_person to :app_role;
grant select, insert on resident_register.change_review, resident_register.change_case_event,
    resident_register.day_closing to :app_role;
grant select, insert, update, delete on resident_register.edit_hold to :app_role;
