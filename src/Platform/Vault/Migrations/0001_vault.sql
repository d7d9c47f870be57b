-- The number vault (design, section 3, mechanism 2): Individual Numbers, each encrypted by itself, found by a keyed index.
create schema vault;

-- One row per act that gave numbers; an entry counts only once its act is confirmed.
create table vault.act (
    act_id uuid primary key,
    reserved_at timestamptz not null default clock_timestamp(),
    confirmed_at timestamptz
);
create index act_open on vault.act (reserved_at) where confirmed_at is null;

create table vault.entry (
    id bigint generated always as identity primary key,
    act_id uuid not null references vault.act (act_id),
    resident_id uuid not null,
    key_id text not null,
    sealed bytea not null check (length(sealed) = 40),
    index_key_id text not null,
    index_hmac bytea not null check (length(index_hmac) = 32),
    unique (resident_id, act_id)
);
create index entry_index on vault.entry (index_hmac);
create index entry_act on vault.entry (act_id);

-- Former numbers stay: what an act confirmed may not go, and an entry keeps its person and act.
create function vault.keep_confirmed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if exists (select from vault.act a where a.act_id = old.act_id and a.confirmed_at is not null) then
            raise exception 'A confirmed entry stays.' using errcode = 'insufficient_privilege';
        end if;
        return old;
    end if;
    return new;
end $$;
create trigger entry_keep before delete on vault.entry for each row execute function vault.keep_confirmed();
create trigger act_keep before delete on vault.act for each row execute function vault.keep_confirmed();

grant usage on schema vault to :app_role;
grant select, insert, delete on vault.act, vault.entry to :app_role;
grant update (confirmed_at) on vault.act to :app_role;
grant update (key_id, sealed, index_key_id, index_hmac) on vault.entry to :app_role;
