-- Who certifies and what certificates cost are set by two people (four eyes): one asks, another approves, and nothing else than
-- what was approved is recorded. The command sets only the first ones of a zone.
insert into platform.task (code, name, opens_person, second_factor, confirm_again) values
    ('certificate.setting', '証明書の認証者・手数料の申請', false, true, false),
    ('certificate.setting.approve', '証明書の認証者・手数料の承認', false, true, true)
on conflict do nothing;
insert into platform.role_task (role_code, task_code) values
    ('senior-clerk', 'certificate.setting'),
    ('section-head', 'certificate.setting'),
    ('section-head', 'certificate.setting.approve')
on conflict do nothing;

create table resident_register.certificate_setting (
    approval_id uuid primary key,
    kind text not null check (kind in ('certifier', 'fees')),
    -- Role, title, name, last day and seal, or yen by form; text, because the approval holds the hash of it.
    content text not null check (jsonb_typeof(content::jsonb) = 'object'),
    valid_from date not null,
    source text not null check (length(source) between 1 and 200),
    requested_by uuid not null,
    requested_code text not null,
    requested_at timestamptz not null,
    -- Filled once, by the function below.
    recorded_at timestamptz
);
create index certificate_setting_requested on resident_register.certificate_setting (requested_at);
grant select on resident_register.certificate_setting to :app_role;
grant insert (approval_id, kind, content, valid_from, source, requested_by, requested_code, requested_at)
    on resident_register.certificate_setting to :app_role;

create function resident_register.record_certificate_setting(approval uuid) returns void
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    s record;
    c jsonb;
begin
    select t.* into s from resident_register.certificate_setting t
    join platform.approval a on a.id = t.approval_id
    where t.approval_id = approval and t.recorded_at is null
      and a.kind = 'certificate.setting' and a.decision = 'approved' and a.used_at is not null
      and a.requested_by = t.requested_by and a.used_by = t.requested_by and a.decided_by <> a.requested_by
      and a.subject_sha256 = sha256(convert_to(
          concat_ws(chr(10), a.kind, t.kind, to_char(t.valid_from, 'YYYY-MM-DD'), t.source, t.content), 'UTF8'))
    for update of t;
    if not found then
        raise exception 'The setting is not approved.' using errcode = 'insufficient_privilege';
    end if;
    c := s.content::jsonb;
    if s.kind = 'fees' then
        -- Two people compared it with its source.
        insert into platform.parameter (module, name, valid_from, value, source, verified, recorded_by)
        values ('resident_register', 'certificate.fees', s.valid_from, c, s.source, true, s.requested_code);
    else
        -- Who is in office without an end leaves it on the day the next one enters.
        update resident_register.certifier set valid_until = s.valid_from
        where role = c ->> 'role' and valid_until is null and valid_from < s.valid_from;
        insert into resident_register.certifier
            (certifier_id, role, title, name, valid_from, valid_until, seal_text, source, recorded_by)
        values (gen_random_uuid(), c ->> 'role', c ->> 'title', c ->> 'name', s.valid_from, (c ->> 'until')::date, c ->> 'sealText',
                s.source, s.requested_code);
    end if;
    update resident_register.certificate_setting set recorded_at = clock_timestamp() where approval_id = approval;
end $$;
revoke all on function resident_register.record_certificate_setting(uuid) from public;
grant execute on function resident_register.record_certificate_setting(uuid) to :app_role;
