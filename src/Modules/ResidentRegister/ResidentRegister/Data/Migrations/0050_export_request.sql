-- Outputs of the whole register (CR-63, CR-65): asked for by one who manages the system, approved by another person, carried
-- out once, and bound to purpose, receiver, medium and the most persons it may hold.
create table resident_register.export_request (
    approval_id uuid primary key,
    purpose text not null check (length(purpose) between 1 and 200),
    receiver text not null check (length(receiver) between 1 and 100),
    medium text not null check (medium in ('server_folder', 'encrypted_disk', 'optical_disc', 'magnetic_tape')),
    persons_max bigint not null check (persons_max > 0),
    requested_by uuid not null,
    requested_code text not null,
    requested_at timestamptz not null,
    -- Filled once, when the files are written.
    persons bigint,
    manifest_sha256 bytea check (length(manifest_sha256) = 32),
    written_at timestamptz,
    check ((written_at is null) = (persons is null) and (written_at is null) = (manifest_sha256 is null))
);
create index export_request_by on resident_register.export_request (requested_at);
create function resident_register.keep_written_export() returns trigger language plpgsql as $$
begin
    if old.written_at is not null then
        raise exception 'What an output was is not changed.' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger export_request_written before update on resident_register.export_request
    for each row execute function resident_register.keep_written_export();
grant select, insert on resident_register.export_request to :app_role;
grant update (persons, manifest_sha256, written_at) on resident_register.export_request to :app_role;
