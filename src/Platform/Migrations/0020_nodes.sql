-- The processes that serve the zone (incident I-6): version and configuration are compared between those at work.
create table platform.node (
    id uuid primary key,
    machine text not null,
    version text not null,
    schema_version text not null,
    configuration_hash text not null check (configuration_hash ~ '^[0-9a-f]{64}$'),
    started_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz
);
create index node_at_work on platform.node (seen_at) where ended_at is null;
grant select, insert on platform.node to :app_role;
grant update (seen_at, ended_at) on platform.node to :app_role;
