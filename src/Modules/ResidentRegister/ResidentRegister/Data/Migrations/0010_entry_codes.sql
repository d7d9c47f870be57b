-- Lists of present records by what stands in them (RR-31, RR-38, RR-40), and the only routes and sources there are (RR-09, RR-10).

create index resident_history_facility on resident_register.resident_history ((record #>> '{address,facility}'))
    where record #>> '{address,facility}' is not null;
create index resident_history_residence_correction on resident_register.resident_history ((record #>> '{marks,residenceCorrection}'))
    where record #>> '{marks,residenceCorrection}' is not null;

-- A reading that is recorded and was not confirmed with the person; blank items and false are left out of the stored record.
create function resident_register.has_unconfirmed_reading(record jsonb) returns boolean language sql immutable parallel safe as $$
    select (record #> '{name,kana}' is not null and record #> '{name,kanaConfirmed}' is null)
        or (record #> '{commonName,kana}' is not null and record #> '{commonName,kanaConfirmed}' is null)
        or (record #> '{parallelName,kana}' is not null and record #> '{parallelName,kanaConfirmed}' is null)
        or (record #> '{formerSurname,kana}' is not null and record #> '{formerSurname,kanaConfirmed}' is null)
$$;
create index resident_history_unconfirmed on resident_register.resident_history (resident_id, history_no)
    where resident_register.has_unconfirmed_reading(record);

alter table resident_register.resident_history
    add constraint resident_history_basis check (basis in (
        'Notification', 'RegisterNotice', 'Application', 'Request', 'ExOfficio', 'ImmigrationNotice')),
    add constraint resident_history_route check (route in (
        'Counter', 'Post', 'Medium', 'InternalLinkage', 'ResidentNetwork', 'Online')),
    add constraint resident_history_source check (source in (
        'Person', 'Representative', 'NationalBody', 'AdministrativeOrgan', 'FormerMunicipality'));
