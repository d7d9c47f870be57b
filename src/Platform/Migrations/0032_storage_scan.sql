-- CR-66: searches of each machine for copies of the database outside the declared places, counts only; the paths stay at the machine.
create table platform.storage_scan (
    id bigint generated always as identity primary key,
    machine text not null,
    scanned_at timestamptz not null,
    files bigint not null check (files >= 0),
    unread bigint not null check (unread >= 0),
    copies bigint not null check (copies >= 0)
);
create index storage_scan_machine on platform.storage_scan (machine, scanned_at);
create trigger storage_scan_append_only before update or delete or truncate on platform.storage_scan
    for each statement execute function platform.refuse_change();
grant select, insert on platform.storage_scan to :app_role;
