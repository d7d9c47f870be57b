-- Changes with all that decides what an operator may do, in the transaction that changes it: a process that remembers rights
-- asks for this one row and reads afresh when it differs.
create table platform.rights_stamp (
    single boolean primary key default true check (single),
    stamp bigint not null
);
insert into platform.rights_stamp (stamp) values (1);
grant select on platform.rights_stamp to :app_role;

create function platform.stamp_rights() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update platform.rights_stamp set stamp = stamp + 1;
    return null;
end
$$;
revoke execute on function platform.stamp_rights() from public;

do $$
declare
    changed text;
begin
    foreach changed in array array['operator', 'office', 'posting', 'posting_end', 'task', 'role_task',
        'rights_designation', 'rights_grant', 'rights_revocation', 'rights_restriction'] loop
        execute format(
            'create trigger stamps_rights after insert or update or delete or truncate on platform.%I
             for each statement execute function platform.stamp_rights()', changed);
    end loop;
end
$$;
