-- Certificates (証明書): application, issued copies, issuing ledger (交付履歴, standard 1.3.8), certifier (1.3.9).

-- Who certifies; the acting mayor's period takes over by itself (CE-14). A name is never blank.
create table resident_register.certifier (
    certifier_id uuid primary key,
    role text not null check (role in ('mayor', 'acting')),
    -- What follows the municipality's name, such as 長.
    title text not null check (btrim(title) <> ''),
    name text not null check (btrim(name, ' 　') <> ''),
    valid_from date not null,
    valid_until date check (valid_until > valid_from),
    seal_text text not null check (btrim(seal_text) <> ''),
    source text not null,
    recorded_by text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    exclude using gist (daterange(valid_from, valid_until) with &&) where (role = 'mayor'),
    exclude using gist (daterange(valid_from, valid_until) with &&) where (role = 'acting')
);

-- Running number per day, terminal and printer; a number is taken by locking its row, never from the time (incident I-3).
create table resident_register.issue_counter (
    issued_on date not null,
    municipality text not null,
    terminal text not null,
    printer text not null,
    last int not null check (last > 0),
    primary key (issued_on, municipality, terminal, printer)
);

create table resident_register.certificate_application (
    application_id uuid primary key,
    act_key uuid not null unique,
    accepted_on date not null,
    accepted_at timestamptz not null default clock_timestamp(),
    requester_class text not null check (requester_class in ('person', 'same_household', 'representative', 'third_party', 'official')),
    form text not null,
    subject_ids uuid[] not null check (cardinality(subject_ids) > 0),
    copies int not null check (copies between 1 and 20),
    fee_yen bigint not null check (fee_yen >= 0),
    -- The whole request as accepted: requester, ground, documents checked, items, marks, confirmed alerts.
    request text not null,
    state text not null check (state in ('accepted', 'refused', 'made', 'handed_over', 'spoiled')),
    refusal_code text,
    approval_id uuid,
    office text not null,
    terminal text not null,
    operator_code text not null,
    version int not null default 1,
    check ((state = 'refused') = (refusal_code is not null))
);
create index certificate_application_open on resident_register.certificate_application (office, accepted_at)
    where state in ('accepted', 'made');
create index certificate_application_subject on resident_register.certificate_application using gin (subject_ids);

-- One row per copy: what stood on it, from which rows, and the hashes that every hand-over verifies (incidents I-1, I-4, I-7).
create table resident_register.certificate (
    document_id uuid primary key,
    application_id uuid not null references resident_register.certificate_application (application_id),
    copy_no int not null check (copy_no > 0),
    form text not null,
    issued_on date not null,
    municipality text not null,
    terminal text not null,
    printer text not null,
    sequence int not null check (sequence > 0),
    issue_number text not null unique,
    subject_id uuid not null,
    subject_ids uuid[] not null check (subject_ids[1] = subject_id),
    -- As of: true on which day, known at which moment.
    true_on date not null,
    known_at timestamptz not null,
    -- The content as drawn; an Individual Number or resident record code stands as a place to be filled from the vault.
    content text not null,
    content_sha256 bytea not null check (length(content_sha256) = 32),
    pdf_sha256 bytea not null check (length(pdf_sha256) = 32),
    pages int not null check (pages > 0),
    reissue_of uuid references resident_register.certificate (document_id),
    made_at timestamptz not null default clock_timestamp(),
    unique (application_id, copy_no),
    unique (issued_on, municipality, terminal, printer, sequence)
);
create index certificate_subject on resident_register.certificate using gin (subject_ids);

-- The very history rows a certificate was made from.
create table resident_register.certificate_source (
    document_id uuid not null references resident_register.certificate (document_id),
    place int not null check (place > 0),
    resident_id uuid not null,
    history_no int not null,
    primary key (document_id, place),
    foreign key (resident_id, history_no) references resident_register.resident_history (resident_id, history_no)
);

-- The issuing ledger: the nine items of 1.3.8, every row complete (CE-21), no row ever changed or deleted (CE-22).
create table resident_register.issuance_ledger (
    ledger_id bigint generated always as identity primary key,
    document_id uuid not null references resident_register.certificate (document_id),
    event text not null check (event in ('made', 'printed', 'handed_over', 'disposed', 'reproduced', 'class_corrected')),
    -- 1 日時, and the business date.
    occurred_at timestamptz not null default clock_timestamp(),
    business_date date not null,
    -- 2 場所
    office text not null check (btrim(office) <> ''),
    -- 3 対象者
    subject_ids uuid[] not null check (cardinality(subject_ids) > 0),
    -- 4 種類
    form text not null check (btrim(form) <> ''),
    -- 5 内容: which items stood on it.
    contents text not null check (btrim(contents) <> ''),
    -- 6 枚数
    sheets int not null check (sheets > 0),
    -- 7 発行番号
    issue_number text not null check (btrim(issue_number) <> ''),
    -- 8 端末・利用者
    terminal text not null check (btrim(terminal) <> ''),
    operator_code text not null check (btrim(operator_code) <> ''),
    -- 9 廃棄: why a wrongly printed sheet was disposed of; for other events the correction's reason, or null.
    reason text,
    requester_class text not null,
    check ((event in ('disposed', 'class_corrected')) = (reason is not null and btrim(reason) <> ''))
);
create unique index issuance_ledger_made on resident_register.issuance_ledger (document_id) where event = 'made';
-- A copy is handed over or disposed of, once; the database decides between two operators (incident I-7).
create unique index issuance_ledger_end on resident_register.issuance_ledger (document_id)
    where event in ('handed_over', 'disposed');
create index issuance_ledger_document on resident_register.issuance_ledger (document_id, ledger_id);
create index issuance_ledger_day on resident_register.issuance_ledger (business_date, ledger_id);
create index issuance_ledger_subject on resident_register.issuance_ledger using gin (subject_ids);
create index issuance_ledger_operator on resident_register.issuance_ledger (operator_code, ledger_id);

create trigger certificate_append_only before update or delete or truncate on resident_register.certificate
    for each statement execute function resident_register.refuse_change();
create trigger certificate_source_append_only before update or delete or truncate on resident_register.certificate_source
    for each statement execute function resident_register.refuse_change();
create trigger issuance_ledger_append_only before update or delete or truncate on resident_register.issuance_ledger
    for each statement execute function resident_register.refuse_change();

grant select, insert on resident_register.certificate, resident_register.certificate_source,
    resident_register.issuance_ledger, resident_register.certifier to :app_role;
grant select, insert, update on resident_register.issue_counter to :app_role;
grant select, insert on resident_register.certificate_application to :app_role;
grant update (state, refusal_code, approval_id, version) on resident_register.certificate_application to :app_role;
