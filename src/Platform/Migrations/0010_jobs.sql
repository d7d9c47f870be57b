-- Long work in partitions that any number of processes claim; a partition's result commits with its completion.
create table platform.job_run (
    id uuid primary key,
    kind text not null,
    job_key text not null,
    parameters jsonb not null,
    state text not null default 'running' check (state in ('running','done','failed','cancelled')),
    cancel_requested boolean not null default false,
    started_by uuid not null,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    unique (kind, job_key),
    check ((state = 'running') = (finished_at is null))
);
create index job_run_open on platform.job_run (started_at) where state = 'running';

create table platform.job_partition (
    job_id uuid not null references platform.job_run (id),
    number int not null check (number >= 0),
    parameters jsonb not null,
    state text not null default 'waiting' check (state in ('waiting','running','done','failed')),
    attempts int not null default 0,
    not_before timestamptz not null default clock_timestamp(),
    claim uuid,
    claimed_by text,
    heartbeat_at timestamptz,
    items_done bigint not null default 0,
    items_total bigint,
    report jsonb,
    error_code text,
    primary key (job_id, number),
    check ((state = 'running') = (claim is not null))
);
create index job_partition_open on platform.job_partition (job_id, number) where state in ('waiting','running');

grant select, insert, update on platform.job_run, platform.job_partition to :app_role;
