-- The few names whose birth date is vague, and the few whose reading folds in two ways, are columns: of a comparison of two
-- columns the planner knows nothing and expects a third of all names, and then reads the whole register.
drop index resident_register.search_name_vague;
drop index resident_register.search_name_vague_written;
drop index resident_register.search_name_b;
alter table resident_register.search_name
    add column vague boolean not null generated always as (coalesce(birth_until > birth_from, false)) stored,
    add column two_keys boolean not null generated always as (key_b <> key_a) stored;
create index search_name_vague on resident_register.search_name (key_a) where vague;
create index search_name_vague_written on resident_register.search_name (written_key) where vague;
create index search_name_b on resident_register.search_name (key_b, birth_from) where two_keys;

-- An import fills the register faster than the server's own rounds look at it: the planner hears of it at once. Looking at
-- statistics is the owner's right, so the running role asks by this function.
create function resident_register.refresh_statistics() returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
    analyze resident_register.household;
    analyze resident_register.resident_history;
    analyze resident_register.resident;
    analyze resident_register.search_name;
    analyze resident_register.search_address;
end $$;
revoke all on function resident_register.refresh_statistics() from public;
grant execute on function resident_register.refresh_statistics() to :app_role;
