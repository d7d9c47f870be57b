-- Who may do what: operators, postings, rights, sessions, second factors, terminals, API clients, four eyes.
-- Facts are appended; what ends gets an end row. Only credentials, sessions and counters change in place.

create table platform.office (
    code text primary key check (code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name text not null
);

create table platform.operator (
    id uuid primary key,
    code text not null unique check (code ~ '^[a-z0-9][a-z0-9._-]{1,39}$'),
    kind text not null check (kind in ('staff','client')),
    display_name text not null check (length(display_name) between 1 and 100),
    employee_number text unique,
    created_at timestamptz not null default clock_timestamp(),
    created_by uuid not null
);

-- Residents an operator is or is related to: no look-ups about oneself or one's relatives (threat model, AC-02).
create table platform.operator_relation (
    operator_id uuid not null references platform.operator (id),
    resident_id uuid not null,
    relation text not null check (relation in ('self','household','relative')),
    declared_at timestamptz not null default clock_timestamp(),
    declared_by uuid not null,
    primary key (operator_id, resident_id)
);
create index operator_relation_resident on platform.operator_relation (resident_id);

-- Posting (所属): every right hangs on one and ends with it.
create table platform.posting (
    id uuid primary key,
    operator_id uuid not null references platform.operator (id),
    office_code text not null references platform.office (code),
    section text not null,
    position text not null,
    valid_from date not null,
    valid_until date check (valid_until > valid_from),
    recorded_at timestamptz not null default clock_timestamp(),
    recorded_by uuid not null,
    unique (id, operator_id)
);
create index posting_operator on platform.posting (operator_id);
create table platform.posting_end (
    id bigint generated always as identity primary key,
    posting_id uuid not null references platform.posting (id),
    valid_until date not null,
    reason text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    recorded_by uuid not null
);
create index posting_end_posting on platform.posting_end (posting_id, id desc);

-- Tasks and roles are data; a task that is not granted is refused.
create table platform.task (
    code text primary key check (code ~ '^[a-z]+(\.[a-z-]+)+$'),
    name text not null,
    opens_person boolean not null,
    second_factor boolean not null,
    confirm_again boolean not null
);
create table platform.role (
    code text primary key check (code ~ '^[a-z-]+$'),
    name text not null
);
create table platform.role_task (
    role_code text not null references platform.role (code),
    task_code text not null references platform.task (code),
    valid_from date not null default '2000-01-01',
    valid_until date check (valid_until > valid_from),
    primary key (role_code, task_code, valid_from)
);

-- CR-46: the head of the responsible section designates, the system officer sets; two people, neither the holder.
create table platform.rights_designation (
    id uuid primary key,
    operator_id uuid not null,
    posting_id uuid not null,
    role_code text not null references platform.role (code),
    office_code text not null check (office_code = '*' or office_code ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    valid_from date not null,
    valid_until date check (valid_until > valid_from),
    reason text not null check (length(reason) between 1 and 200),
    designated_by uuid not null,
    designated_at timestamptz not null default clock_timestamp(),
    bootstrap boolean not null default false,
    foreign key (posting_id, operator_id) references platform.posting (id, operator_id),
    check (designated_by <> operator_id or bootstrap),
    unique (id, operator_id, designated_by)
);
create index rights_designation_operator on platform.rights_designation (operator_id);
create table platform.rights_grant (
    id uuid primary key,
    designation_id uuid not null unique,
    operator_id uuid not null,
    designated_by uuid not null,
    set_by uuid not null,
    set_at timestamptz not null default clock_timestamp(),
    bootstrap boolean not null default false,
    foreign key (designation_id, operator_id, designated_by)
        references platform.rights_designation (id, operator_id, designated_by),
    check ((set_by <> designated_by and set_by <> operator_id) or bootstrap)
);
create index rights_grant_operator on platform.rights_grant (operator_id);
-- Taking away needs one person and no waiting (CR-47). Also withdraws a designation that was not set.
create table platform.rights_revocation (
    id uuid primary key,
    designation_id uuid not null references platform.rights_designation (id),
    valid_from date not null,
    reason text not null check (length(reason) between 1 and 200),
    revoked_by uuid not null,
    revoked_at timestamptz not null default clock_timestamp()
);
create index rights_revocation_designation on platform.rights_revocation (designation_id);
-- Items hidden from one person whose role would show them (standard 10.4): a restriction outweighs every grant.
create table platform.rights_restriction (
    id uuid primary key,
    operator_id uuid not null references platform.operator (id),
    task_code text not null references platform.task (code),
    valid_from date not null,
    valid_until date check (valid_until > valid_from),
    reason text not null,
    set_by uuid not null,
    set_at timestamptz not null default clock_timestamp()
);
create index rights_restriction_operator on platform.rights_restriction (operator_id);
-- CR-49: each comparison of the list of right holders with the staff roster.
create table platform.rights_review (
    id uuid primary key,
    reviewed_by uuid not null,
    reviewed_at timestamptz not null default clock_timestamp(),
    roster_sha256 bytea not null,
    roster_count int not null,
    holder_count int not null,
    surplus_operators uuid[] not null,
    note text not null
);

-- The last day a posting holds is the one before its end; a later end row replaces an earlier one.
create function platform.posting_holds(posting uuid, day date) returns boolean
language sql stable as $$
    select p.valid_from <= day
       and day < coalesce(
            (select e.valid_until from platform.posting_end e where e.posting_id = p.id order by e.id desc limit 1),
            p.valid_until, 'infinity')
    from platform.posting p where p.id = posting
$$;
-- What an operator may do on a day, per place; the one place that decides it.
create function platform.effective_rights(holder uuid, day date)
returns table (task_code text, office_code text, opens_person boolean, second_factor boolean, confirm_again boolean,
               role_code text, posting_id uuid)
language sql stable as $$
    select t.code, d.office_code, t.opens_person, t.second_factor, t.confirm_again, d.role_code, d.posting_id
    from platform.rights_grant g
    join platform.rights_designation d on d.id = g.designation_id
    join platform.role_task rt on rt.role_code = d.role_code
     and rt.valid_from <= day and (rt.valid_until is null or day < rt.valid_until)
    join platform.task t on t.code = rt.task_code
    where g.operator_id = holder
      and d.valid_from <= day and (d.valid_until is null or day < d.valid_until)
      and platform.posting_holds(d.posting_id, day)
      and not exists (select from platform.rights_revocation r
                      where r.designation_id = d.id and r.valid_from <= day)
      and not exists (select from platform.rights_restriction x
                      where x.operator_id = holder and x.task_code = t.code
                        and x.valid_from <= day and (x.valid_until is null or day < x.valid_until))
$$;

-- Terminals (CR-57): known by a secret only the terminal holds; in a demo also by the loopback address.
create table platform.terminal (
    id uuid primary key,
    code text not null unique,
    office_code text not null references platform.office (code),
    loopback boolean not null default false,
    enrolment_sha256 bytea unique,
    enrolment_until timestamptz,
    token_sha256 bytea unique,
    registered_at timestamptz not null default clock_timestamp(),
    registered_by uuid not null,
    revoked_at timestamptz,
    revoked_by uuid
);
create unique index terminal_loopback on platform.terminal (loopback) where loopback and revoked_at is null;

create table platform.password (
    operator_id uuid primary key references platform.operator (id),
    algorithm text not null,
    iterations int not null,
    salt bytea not null,
    hash bytea not null,
    must_change boolean not null,
    changed_at timestamptz not null default clock_timestamp(),
    failures int not null default 0,
    lock_outs int not null default 0,
    locked_until timestamptz
);
create table platform.session (
    id uuid primary key,
    token_sha256 bytea not null unique,
    operator_id uuid not null references platform.operator (id),
    posting_id uuid not null references platform.posting (id),
    terminal_id uuid not null references platform.terminal (id),
    signed_in_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    confirmed_at timestamptz not null,
    second_factor text check (second_factor in ('passkey','one-time-code')),
    notice_confirmed_at timestamptz,
    ended_at timestamptz,
    end_reason text check (end_reason in ('signed-out','idle','expired','replaced','locked','posting-ended','ended-by-officer'))
);
create unique index session_active on platform.session (operator_id, terminal_id) where ended_at is null;
-- Notices at sign-in (CR-56), pledge of confidentiality (CR-167) and training (CR-155), each with its date.
create table platform.operator_confirmation (
    id uuid primary key,
    operator_id uuid not null references platform.operator (id),
    kind text not null check (kind in ('notice','pledge','training')),
    version text not null,
    confirmed_at timestamptz not null,
    recorded_by uuid not null
);
create index operator_confirmation_operator on platform.operator_confirmation (operator_id, kind, confirmed_at);

create table platform.passkey (
    credential_id bytea primary key,
    operator_id uuid not null references platform.operator (id),
    name text not null,
    public_key bytea not null,
    sign_count bigint not null,
    transports text[] not null,
    backup_eligible boolean not null,
    backed_up boolean not null,
    attestation_object bytea not null,
    client_data_json bytea not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz
);
create index passkey_operator on platform.passkey (operator_id);
-- A running passkey ceremony: kept on the server, used once.
create table platform.passkey_ceremony (
    id uuid primary key,
    session_id uuid not null references platform.session (id),
    kind text not null check (kind in ('creation','request')),
    state text not null,
    expires_at timestamptz not null
);
create table platform.one_time_code (
    operator_id uuid primary key references platform.operator (id),
    secret bytea not null,
    key_id text not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0,
    failures int not null default 0,
    locked_until timestamptz
);

create table platform.api_client_secret (
    id uuid primary key,
    operator_id uuid not null references platform.operator (id),
    secret_sha256 bytea not null unique,
    created_at timestamptz not null default clock_timestamp(),
    valid_until timestamptz not null,
    revoked_at timestamptz
);
create index api_client_secret_operator on platform.api_client_secret (operator_id);
create table platform.api_token (
    token_sha256 bytea primary key,
    id uuid not null,
    operator_id uuid not null references platform.operator (id),
    scopes text[] not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index api_token_expiry on platform.api_token (expires_at);

-- Purpose and case of a piece of work, so that an address carries an opaque id only (threat model, K4).
create table platform.work_context (
    id uuid primary key,
    operator_id uuid not null references platform.operator (id),
    task_code text not null references platform.task (code),
    ground text not null check (length(ground) between 1 and 200),
    case_number text check (length(case_number) between 1 and 60),
    created_at timestamptz not null
);

-- Four eyes: one asks, another decides, and a yes is used once.
create table platform.approval (
    id uuid primary key,
    kind text not null,
    subject_sha256 bytea not null,
    summary text not null check (length(summary) between 1 and 200),
    reason text not null check (length(reason) between 1 and 200),
    requested_by uuid not null,
    requested_at timestamptz not null,
    expires_at timestamptz not null,
    decided_by uuid,
    decided_at timestamptz,
    decision text check (decision in ('approved','refused')),
    decision_note text,
    used_by uuid,
    used_at timestamptz,
    check (decided_by <> requested_by),
    check ((decided_by is null) = (decided_at is null) and (decided_by is null) = (decision is null)),
    check (used_at is null or decision = 'approved')
);
create index approval_open on platform.approval (kind, requested_at) where decision is null;

-- What a security or privacy officer has to look at (CR-127): codes and ids, never names or numbers.
create table platform.security_alert (
    id bigint generated always as identity primary key,
    kind text not null,
    operator_id uuid,
    terminal text,
    detail text not null,
    raised_at timestamptz not null,
    seen_by uuid,
    seen_at timestamptz
);

create trigger posting_append_only before update or delete or truncate on platform.posting
    for each statement execute function platform.refuse_change();
create trigger posting_end_append_only before update or delete or truncate on platform.posting_end
    for each statement execute function platform.refuse_change();
create trigger rights_designation_append_only before update or delete or truncate on platform.rights_designation
    for each statement execute function platform.refuse_change();
create trigger rights_grant_append_only before update or delete or truncate on platform.rights_grant
    for each statement execute function platform.refuse_change();
create trigger rights_revocation_append_only before update or delete or truncate on platform.rights_revocation
    for each statement execute function platform.refuse_change();
create trigger rights_restriction_append_only before update or delete or truncate on platform.rights_restriction
    for each statement execute function platform.refuse_change();
create trigger rights_review_append_only before update or delete or truncate on platform.rights_review
    for each statement execute function platform.refuse_change();
create trigger operator_confirmation_append_only before update or delete or truncate on platform.operator_confirmation
    for each statement execute function platform.refuse_change();
create trigger work_context_append_only before update or delete or truncate on platform.work_context
    for each statement execute function platform.refuse_change();

insert into platform.task (code, name, opens_person, second_factor, confirm_again) values
    ('resident.search', '住民の検索', true, false, false),
    ('resident.search.number', '個人番号・住民票コードによる検索', true, true, false),
    ('resident.view', '住民票の照会', true, false, false),
    ('resident.view.domicile', '戸籍の表示の照会', true, false, false),
    ('resident.view.number', '個人番号の照会', true, true, false),
    ('resident.view.record-code', '住民票コードの照会', true, true, false),
    ('resident.view.residence-status', '在留資格等の照会', true, false, false),
    ('resident.view.protected', '支援措置対象者の情報の照会', true, true, false),
    ('resident.change.enter', '異動の入力', true, false, false),
    ('resident.change.review', '異動の審査', true, false, false),
    ('resident.change.decide', '異動の決裁', true, false, false),
    ('resident.change.force', '確認が必要な異動の強制登録', true, true, true),
    ('resident.certificate.issue', '証明書の発行', true, false, false),
    ('resident.certificate.number', '個人番号・住民票コードを記載した証明書の発行', true, true, false),
    ('support.manage', '支援措置の管理', true, true, false),
    ('support.release', '支援措置の解除', true, true, true),
    ('suppression.set', '発行抑止の設定', true, false, false),
    ('suppression.release', '発行抑止の解除', true, true, false),
    ('log.review', 'アクセス記録の点検', true, true, false),
    ('log.export', 'アクセス記録の出力', true, true, true),
    ('rights.view', '権限台帳の閲覧', false, false, false),
    ('rights.designate', '権限の指定', false, true, true),
    ('rights.set', '権限の設定', false, true, true),
    ('rights.review', '権限の棚卸し', false, true, false),
    ('terminal.manage', '端末の登録', false, true, true),
    ('bulk.output', '大量出力', true, true, false),
    ('bulk.approve', '大量出力の承認', false, true, true),
    ('data.import', 'データの取込み', true, true, false),
    ('data.export', 'データの書出し', true, true, true),
    ('reference.view', '基準データの閲覧', false, false, false),
    ('reference.manage', '基準データの管理', false, true, false),
    ('system.operate', 'システムの運用', false, true, false),
    ('self.account', '自分の利用者情報の管理', false, false, false);

insert into platform.role (code, name) values
    ('clerk', '窓口担当'),
    ('senior-clerk', '審査担当'),
    ('number-officer', '個人番号利用事務担当'),
    ('support-officer', '支援措置担当'),
    ('privacy-officer', '個人情報保護担当'),
    ('system-officer', 'システム担当'),
    ('section-head', '課長'),
    ('api-register-reader', '連携システム（照会）'),
    ('api-register-writer', '連携システム（照会・異動・発行）');

insert into platform.role_task (role_code, task_code)
select r.role, t.task
from (values
    ('clerk', '{resident.search,resident.view,resident.view.domicile,resident.view.residence-status,resident.change.enter,resident.certificate.issue,suppression.set,reference.view,self.account}'::text[]),
    ('senior-clerk', '{resident.search,resident.view,resident.view.domicile,resident.view.residence-status,resident.change.enter,resident.change.review,resident.change.decide,resident.change.force,resident.certificate.issue,suppression.set,suppression.release,reference.view,self.account}'),
    ('number-officer', '{resident.search.number,resident.view.number,resident.view.record-code,resident.certificate.number,self.account}'),
    ('support-officer', '{resident.search,resident.view,resident.view.protected,support.manage,support.release,suppression.set,suppression.release,reference.view,self.account}'),
    ('privacy-officer', '{log.review,log.export,rights.view,self.account}'),
    ('system-officer', '{rights.view,rights.set,rights.review,terminal.manage,system.operate,data.import,data.export,bulk.output,reference.view,reference.manage,self.account}'),
    ('section-head', '{rights.view,rights.designate,rights.review,bulk.approve,support.release,reference.view,self.account}'),
    ('api-register-reader', '{resident.search,resident.search.number,resident.view,resident.view.number,reference.view}'),
    ('api-register-writer', '{resident.search,resident.search.number,resident.view,resident.view.number,resident.change.enter,resident.change.review,resident.change.decide,resident.certificate.issue,reference.view}')
) as r (role, tasks), unnest(r.tasks) as t (task);

grant select, insert on platform.operator, platform.operator_relation, platform.posting, platform.posting_end,
    platform.rights_revocation, platform.rights_restriction, platform.rights_review, platform.operator_confirmation,
    platform.work_context to :app_role;
grant select on platform.office, platform.task, platform.role, platform.role_task to :app_role;
-- The running program cannot bootstrap: without the column it cannot say so.
grant select on platform.rights_designation, platform.rights_grant to :app_role;
grant insert (id, operator_id, posting_id, role_code, office_code, valid_from, valid_until, reason, designated_by)
    on platform.rights_designation to :app_role;
grant insert (id, designation_id, operator_id, designated_by, set_by) on platform.rights_grant to :app_role;
grant select, insert, update on platform.password, platform.session, platform.passkey, platform.one_time_code,
    platform.api_client_secret, platform.api_token, platform.terminal to :app_role;
grant select, insert, delete on platform.passkey_ceremony to :app_role;
grant delete on platform.api_token to :app_role;
grant select, insert on platform.approval, platform.security_alert to :app_role;
grant update (decided_by, decided_at, decision, decision_note, used_by, used_at) on platform.approval to :app_role;
grant update (seen_by, seen_at) on platform.security_alert to :app_role;
