-- Confirmation of a person and of the truth of the Individual Number at the counter (RR-82, CR-03): how each of the four items
-- of the card stood to the registered one. What the card said is compared and kept nowhere.
create table resident_register.identity_check (
    check_id uuid primary key,
    resident_id uuid not null,
    -- The change it was made for; null when it was made for a request or inquiry.
    case_id uuid references resident_register.change_case (case_id) on delete cascade,
    document text not null check (document in ('IndividualNumberCard', 'NotificationCard')),
    -- With a notification card: the documents by which the person was confirmed; kinds, never their numbers.
    identity_document text check (length(identity_document) between 1 and 200),
    -- Item to Matches, Differs or NotCompared.
    items jsonb not null,
    differs boolean not null,
    checked_by text not null,
    office text not null,
    terminal text not null,
    checked_at timestamptz not null,
    -- A difference is settled when somebody decided on it, once, with a reason.
    accepted boolean,
    decision_reason text check (length(decision_reason) between 1 and 200),
    decided_by text,
    decided_at timestamptz,
    check ((document = 'NotificationCard') = (identity_document is not null)),
    check (differs or accepted is null),
    check ((accepted is null) = (decision_reason is null) and (accepted is null) = (decided_by is null) and (accepted is null) = (decided_at is null))
);
create index identity_check_person on resident_register.identity_check (resident_id, checked_at);
create index identity_check_case on resident_register.identity_check (case_id) where case_id is not null;

create function resident_register.keep_identity_check() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if current_setting('resident_register.erasing', true) = 'on' then
            return old;
        end if;
    elsif old.accepted is null then
        return new;
    end if;
    raise exception 'A check of identity stays as it was decided.' using errcode = 'insufficient_privilege';
end $$;
create trigger identity_check_keep before update or delete on resident_register.identity_check
    for each row execute function resident_register.keep_identity_check();
grant select, insert on resident_register.identity_check to :app_role;
grant update (accepted, decision_reason, decided_by, decided_at) on resident_register.identity_check to :app_role;

-- It goes with the case or with the record it belongs to, inside erase_expired.
create function resident_register.erase_identity_checks() returns trigger language plpgsql as $$
begin
    delete from resident_register.identity_check where resident_id = old.resident_id;
    return null;
end $$;
create trigger resident_erase_identity_checks after delete on resident_register.resident
    for each row execute function resident_register.erase_identity_checks();
