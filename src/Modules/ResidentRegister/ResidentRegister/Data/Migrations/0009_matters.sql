-- What comes in from outside and must be examined before the register follows it: notices under Article 9(2) (RR-51) and
-- surveys under Article 14 (RR-65). Opened, examined, closed with the act that followed or with the reason for none.
create sequence resident_register.matter_number as bigint;
create table resident_register.matter (
    matter_id uuid primary key,
    matter_number bigint not null unique default nextval('resident_register.matter_number'),
    kind text not null check (kind in ('register_notice', 'survey')),
    -- The municipality that sent the notice, or how the doubt arose (returned letter, report).
    origin text not null check (length(btrim(origin)) between 1 and 100),
    received_on date not null,
    summary text not null check (length(btrim(summary)) between 1 and 500),
    opened_on date not null,
    opened_by text not null,
    office text not null,
    -- The examination of the documents or the survey on the spot (CR-07).
    examined_on date,
    examined_by text,
    examination text check (length(btrim(examination)) between 1 and 500),
    closed_on date,
    closed_by text,
    -- The decided act that followed; null with a reason: no change.
    case_id uuid references resident_register.change_case (case_id),
    closed_reason text check (length(btrim(closed_reason)) between 1 and 500),
    version int not null default 1,
    check ((examined_on is null) = (examined_by is null) and (examined_on is null) = (examination is null)),
    check ((closed_on is null) = (closed_by is null)),
    check (closed_on is null or (examined_on is not null and (case_id is null) = (closed_reason is not null))),
    check (closed_on is not null or (case_id is null and closed_reason is null))
);
create index matter_open on resident_register.matter (received_on, matter_number) where closed_on is null;

create table resident_register.matter_person (
    matter_id uuid not null references resident_register.matter (matter_id),
    resident_id uuid not null,
    primary key (matter_id, resident_id)
);
create index matter_person_resident on resident_register.matter_person (resident_id);

create function resident_register.guard_matter() returns trigger language plpgsql as $$
begin
    if old.closed_on is not null
        or (old.examined_on is not null and (new.examined_on, new.examined_by, new.examination)
            is distinct from (old.examined_on, old.examined_by, old.examination)) then
        raise exception 'What was examined or closed stays.' using errcode = 'check_violation', constraint = 'matter_stays';
    end if;
    if new.case_id is not null and not exists (
        select from resident_register.change_case c
        join resident_register.change_case_person p using (case_id)
        join resident_register.matter_person m on m.resident_id = p.resident_id and m.matter_id = new.matter_id
        where c.case_id = new.case_id and c.state = 'decided') then
        raise exception 'The act is not decided, or concerns somebody else.'
            using errcode = 'check_violation', constraint = 'matter_follows_act';
    end if;
    return new;
end $$;
create trigger matter_guard before update on resident_register.matter
    for each row execute function resident_register.guard_matter();
create trigger matter_person_append_only before update or delete or truncate on resident_register.matter_person
    for each statement execute function resident_register.refuse_change();

grant usage on sequence resident_register.matter_number to :app_role;
grant select, insert on resident_register.matter, resident_register.matter_person to :app_role;
grant update (examined_on, examined_by, examination, closed_on, closed_by, case_id, closed_reason, version)
    on resident_register.matter to :app_role;
