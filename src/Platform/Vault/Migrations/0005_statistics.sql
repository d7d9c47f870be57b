-- An import fills the vault faster than the server's own rounds look at it: the planner hears of it at once. Looking at
-- statistics is the owner's right, so the running role asks by this function.
create function vault.refresh_statistics() returns void language plpgsql security definer set search_path = pg_catalog as $$
begin
    analyze vault.act;
    analyze vault.entry;
end $$;
revoke all on function vault.refresh_statistics() from public;
grant execute on function vault.refresh_statistics() to :app_role;
