-- The numbers of erased persons lie in another database: the run names the persons until the vault has erased them too, so that
-- a run that was killed between the two goes on (RR-76 to RR-78).
create table resident_register.erasure_numbers (
    approval_id uuid primary key references resident_register.erasure_run (approval_id),
    persons uuid[],
    numbers bigint,
    codes bigint,
    erased_at timestamptz,
    check ((persons is null) = (erased_at is not null) and (numbers is null) = (erased_at is null) and (codes is null) = (erased_at is null))
);
create function resident_register.keep_erased_numbers() returns trigger language plpgsql as $$
begin
    if tg_op <> 'UPDATE' or old.erased_at is not null or new.erased_at is null then
        raise exception 'The proof of an erasure stays.' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger erasure_numbers_keep before update or delete on resident_register.erasure_numbers
    for each row execute function resident_register.keep_erased_numbers();
grant select on resident_register.erasure_numbers to :app_role;
grant update (persons, numbers, codes, erased_at) on resident_register.erasure_numbers to :app_role;

create or replace function resident_register.erase_expired(approval uuid, day date, code text) returns jsonb
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
    insert into resident_register.erasure_numbers (approval_id, persons) values (approval, records);
    return counts;
end $$;
