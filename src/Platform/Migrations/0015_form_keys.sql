-- The keys of form tokens and sealed cookies: one ring for all web processes of the zone. Keys are added, never changed or removed.
create table platform.form_key (
    id bigint generated always as identity primary key,
    friendly_name text not null,
    xml text not null,
    created_at timestamptz not null default clock_timestamp()
);
create trigger form_key_append_only before update or delete or truncate on platform.form_key
    for each statement execute function platform.refuse_change();

grant select, insert on platform.form_key to :app_role;
