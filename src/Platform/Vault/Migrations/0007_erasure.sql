-- Erasure past the years of keeping (RR-76 to RR-78, CR-136): numbers, codes and index of persons whose records went, by one
-- function of the owner. The running role still deletes nothing that an act confirmed, and each erasure stays with its proof.
create table vault.erasure (
    run_id uuid primary key,
    -- The same hash as the run in the main database has, over the ids of the persons.
    persons_sha256 bytea not null check (length(persons_sha256) = 32),
    numbers bigint not null,
    codes bigint not null,
    erased_at timestamptz not null default clock_timestamp()
);
create function vault.keep_erasure() returns trigger language plpgsql as $$
begin
    raise exception 'The proof of an erasure stays.' using errcode = 'insufficient_privilege';
end $$;
create trigger erasure_append_only before update or delete or truncate on vault.erasure
    for each statement execute function vault.keep_erasure();
grant select on vault.erasure to :app_role;

create or replace function vault.keep_confirmed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        -- Inside erase_persons the owner acts; the running role may set what it likes and is not the owner.
        if current_setting('vault.erasing', true) = 'on'
            and current_user = (select pg_get_userbyid(c.relowner) from pg_class c where c.oid = tg_relid) then
            return old;
        end if;
        if exists (select from vault.act a where a.act_id = old.act_id and a.confirmed_at is not null) then
            raise exception 'A confirmed entry stays.' using errcode = 'insufficient_privilege';
        end if;
        return old;
    end if;
    return new;
end $$;

-- One run erases all or nothing and once: called again, it tells what it did.
create function vault.erase_persons(run uuid, persons uuid[], out numbers bigint, out codes bigint)
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    acts uuid[];
begin
    -- Two calls for one run wait for each other.
    perform pg_advisory_xact_lock(hashtextextended(run::text, 0));
    select e.numbers, e.codes into numbers, codes from vault.erasure e where e.run_id = run;
    if found then
        return;
    end if;

    perform set_config('vault.erasing', 'on', true);
    with gone as (delete from vault.entry e where e.resident_id = any (persons) returning e.act_id, e.kind)
    select coalesce(array_agg(distinct g.act_id), '{}'), count(*) filter (where g.kind = 1), count(*) filter (where g.kind = 2)
    into acts, numbers, codes from gone g;
    delete from vault.act a where a.act_id = any (acts) and not exists (select from vault.entry e where e.act_id = a.act_id);
    perform set_config('vault.erasing', 'off', true);
    insert into vault.erasure (run_id, persons_sha256, numbers, codes)
    values (run, sha256(convert_to(array_to_string(persons, ','), 'UTF8')), numbers, codes);
end $$;
revoke all on function vault.erase_persons(uuid, uuid[]) from public;
grant execute on function vault.erase_persons(uuid, uuid[]) to :app_role;
