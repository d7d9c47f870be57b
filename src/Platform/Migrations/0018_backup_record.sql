-- When backups were begun and whether they succeeded. Written by the role that owns the schema, which takes them; never changed.
create table platform.backup_record (
    id bigint generated always as identity primary key,
    taken_at timestamptz not null,
    succeeded boolean not null,
    bytes bigint not null check (bytes >= 0)
);
create index backup_record_taken_at on platform.backup_record (taken_at desc);
create trigger backup_record_append_only before update or delete or truncate on platform.backup_record
    for each statement execute function platform.refuse_change();

grant select on platform.backup_record to :app_role;
