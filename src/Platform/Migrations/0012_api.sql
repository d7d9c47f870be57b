-- Interfaces for programs: requests done once, persons opened per day, and the purpose of a client's piece of work.

-- An act asked for by a program happens once: the key it sent, what it asked, and what it was answered.
create table platform.api_request (
    operator_id uuid not null references platform.operator (id),
    request_key text not null check (request_key ~ '^[A-Za-z0-9._-]{8,80}$'),
    operation text not null,
    body_sha256 bytea not null,
    act_key uuid not null unique,
    status int,
    location text,
    etag text,
    answer text,
    created_at timestamptz not null default clock_timestamp(),
    primary key (operator_id, request_key),
    check ((status is null) = (answer is null))
);
create index api_request_age on platform.api_request (created_at);

-- Records of persons answered to a client on a business day (threat model, K12).
create table platform.api_volume (
    operator_id uuid not null references platform.operator (id),
    day date not null,
    persons bigint not null check (persons >= 0),
    primary key (operator_id, day)
);

create index work_context_case on platform.work_context (operator_id, case_number, task_code);

grant select, insert, update, delete on platform.api_request to :app_role;
grant select, insert, update on platform.api_volume to :app_role;
