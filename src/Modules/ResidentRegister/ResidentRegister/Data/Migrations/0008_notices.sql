-- Documents that go with a decision (4.0.4, 4.0.5), and the notices made of them through the issuing ledger.
create table resident_register.change_case_document (
    case_id uuid not null references resident_register.change_case (case_id),
    place int not null check (place > 0),
    kind text not null,
    -- Null: the notifier.
    addressee uuid,
    -- Part of the flow; false: the clerk chooses.
    automatic boolean not null,
    primary key (case_id, place)
);
create trigger change_case_document_append_only before update or delete or truncate on resident_register.change_case_document
    for each statement execute function resident_register.refuse_change();
grant select, insert on resident_register.change_case_document to :app_role;

-- The act a notice tells of; null for what somebody asks for at the counter. A spoiled notice may be made again.
alter table resident_register.certificate_application add column notice_of uuid references resident_register.change_case (case_id);
create unique index certificate_application_notice
    on resident_register.certificate_application (notice_of, form, (subject_ids[1])) where notice_of is not null and state <> 'spoiled';
