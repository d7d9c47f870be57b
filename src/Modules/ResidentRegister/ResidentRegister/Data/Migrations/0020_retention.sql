-- Erasure past the years of keeping (RR-75 to RR-78): by the municipality's own hand, approved by a second person, with proof.
-- The running role still deletes no history: it may only call the function below, which looks at the approval itself.
insert into platform.task (code, name, opens_person, second_factor, confirm_again) values
    ('retention.erase', '保存期間を過ぎた記録の消去', false, true, true)
on conflict do nothing;
-- Never the system officer: who runs the machine erases nothing (RR-78).
insert into platform.role_task (role_code, task_code) values
    ('senior-clerk', 'retention.erase'),
    ('section-head', 'retention.erase')
on conflict do nothing;

create table resident_register.erasure_run (
    approval_id uuid primary key,
    as_of date not null,
    requested_by uuid not null,
    approved_by uuid not null check (approved_by <> requested_by),
    operator_code text not null,
    -- How many of each kind, and a hash over the ids of the closed records: proof without the persons.
    counts jsonb not null,
    erased_sha256 bytea not null check (length(erased_sha256) = 32),
    erased_at timestamptz not null default clock_timestamp()
);
create trigger erasure_run_append_only before update or delete or truncate on resident_register.erasure_run
    for each statement execute function resident_register.refuse_change();
grant select on resident_register.erasure_run to :app_role;

-- An issued copy and the act it tells of have terms of their own.
alter table resident_register.certificate_application drop constraint certificate_application_notice_of_fkey;

create or replace function resident_register.refuse_change() returns trigger language plpgsql as $$
begin
    -- Only inside erase_expired; the running role has no grant to delete, whatever it sets.
    if tg_op = 'DELETE' and current_setting('resident_register.erasing', true) = 'on' then
        return null;
    end if;
    raise exception 'History is append-only.' using errcode = 'insufficient_privilege';
end $$;

-- What may go on a day: closed records from the day after 150 years, change data from the day after one year.
create function resident_register.expired_records(as_of date) returns setof uuid language sql stable as $$
    select resident_id from resident_register.resident
    where removed_on is not null and removed_on + interval '150 years' < as_of
$$;
create function resident_register.expired_cases(as_of date) returns setof uuid language sql stable as $$
    select c.case_id from resident_register.change_case c
    where coalesce(c.decided_on, case when c.state = 'withdrawn' then c.entered_on end) + interval '1 year' < as_of
      and (c.state <> 'decided' or c.filed_at is not null)
      and not exists (
          select from resident_register.matter m
          where m.case_id = c.case_id and (m.closed_on is null or m.closed_on + interval '1 year' >= as_of))
$$;

create function resident_register.erase_expired(approval uuid, day date, code text) returns jsonb
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    asked record;
    records uuid[];
    cases uuid[];
    homes uuid[];
    n bigint;
    counts jsonb;
begin
    select a.requested_by, a.decided_by into asked from platform.approval a
    where a.id = approval and a.kind = 'retention.erase' and a.decision = 'approved' and a.used_at is not null
      and a.decided_by <> a.requested_by
      and a.subject_sha256 = sha256(convert_to('retention.erase' || chr(10) || to_char(day, 'YYYY-MM-DD'), 'UTF8'));
    if not found then
        raise exception 'The erasure is not approved.' using errcode = 'insufficient_privilege';
    end if;
    -- A business date that runs ahead of the calendar erases nothing.
    if day > current_date + 1 then
        raise exception 'The day lies in the future.' using errcode = 'check_violation';
    end if;

    records := array(select r from resident_register.expired_records(day) r order by r);
    cases := array(select c from resident_register.expired_cases(day) c order by c);
    homes := array(select distinct r.household_id from resident_register.resident r where r.resident_id = any (records));
    perform set_config('resident_register.erasing', 'on', true);

    delete from resident_register.matter_person p using resident_register.matter m
    where m.matter_id = p.matter_id and m.closed_on is not null and (m.case_id = any (cases) or m.closed_on + interval '1 year' < day);
    delete from resident_register.matter m
    where m.closed_on is not null and (m.case_id = any (cases) or m.closed_on + interval '1 year' < day);
    get diagnostics n = row_count;
    counts := jsonb_build_object('matters', n);
    delete from resident_register.change_case_event where case_id = any (cases);
    delete from resident_register.change_review where case_id = any (cases);
    delete from resident_register.change_case_document where case_id = any (cases);
    delete from resident_register.change_case_person where case_id = any (cases) or resident_id = any (records);
    delete from resident_register.change_case where case_id = any (cases);
    get diagnostics n = row_count;
    counts := counts || jsonb_build_object('changeCases', n);

    delete from resident_register.certificate_source where resident_id = any (records);
    delete from resident_register.search_name where resident_id = any (records);
    delete from resident_register.search_address where resident_id = any (records);
    delete from resident_register.memo where resident_id = any (records);
    delete from resident_register.suppression where resident_id = any (records);
    delete from resident_register.supported_person where resident_id = any (records);
    delete from resident_register.protection_event where subject_id = any (records);
    delete from resident_register.inquiry_check where resident_id = any (records);
    delete from resident_register.resident where resident_id = any (records);
    get diagnostics n = row_count;
    counts := counts || jsonb_build_object('closedRecords', n);
    delete from resident_register.resident_history where resident_id = any (records);
    get diagnostics n = row_count;
    counts := counts || jsonb_build_object('historyRows', n);
    delete from resident_register.household h
    where h.household_id = any (homes) and not exists (
        select from resident_register.resident r where r.household_id = h.household_id);
    get diagnostics n = row_count;
    counts := counts || jsonb_build_object('households', n);
    perform set_config('resident_register.erasing', 'off', true);

    insert into resident_register.erasure_run (approval_id, as_of, requested_by, approved_by, operator_code, counts, erased_sha256)
    values (approval, day, asked.requested_by, asked.decided_by, code, counts, sha256(convert_to(array_to_string(records, ','), 'UTF8')));
    return counts;
end $$;
revoke all on function resident_register.erase_expired(uuid, date, text) from public;
grant execute on function resident_register.erase_expired(uuid, date, text) to :app_role;
