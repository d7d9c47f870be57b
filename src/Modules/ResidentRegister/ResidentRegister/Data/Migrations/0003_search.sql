-- Search conditions kept per operator (standard 2.1.1), what was checked before a record was opened, and further indexes.

-- Conditions hold what was typed about people: the operator's own, and erased after the configured number of days.
create table resident_register.search_request (
    request_id uuid primary key,
    operator_id uuid not null,
    work_context_id uuid not null,
    conditions jsonb not null,
    created_at timestamptz not null default clock_timestamp()
);
create index search_request_operator on resident_register.search_request (operator_id, created_at desc);
create index search_request_created on resident_register.search_request (created_at);

-- What an operator confirmed about a person within one piece of work: it is asked once, not on every page.
create table resident_register.inquiry_check (
    work_context_id uuid not null,
    resident_id uuid not null,
    kind text not null check (kind in ('identity', 'support', 'warning', 'suppression')),
    passed_at timestamptz not null default clock_timestamp(),
    primary key (work_context_id, resident_id, kind)
);

-- A vague birth date spans days: the few of them are found by their name alone.
create index search_name_vague on resident_register.search_name (key_a) where birth_until > birth_from;
create index search_name_vague_written on resident_register.search_name (written_key) where birth_until > birth_from;
create index search_address_code on resident_register.search_address (address_code) where address_code is not null;
create index resident_history_card on resident_register.resident_history ((record #>> '{foreign,cardNumber}'))
    where record #>> '{foreign,cardNumber}' is not null;
create index resident_history_household on resident_register.resident_history ((record #>> '{household,id}'), resident_id);

-- Partial match is served by trigrams where the server has them; without them it is slower and finds the same.
do $$
begin
    if exists (select from pg_catalog.pg_extension where extname = 'pg_trgm') then
        create index search_name_part on resident_register.search_name using gin (key_a gin_trgm_ops);
        create index search_address_part on resident_register.search_address using gin (address_key gin_trgm_ops);
    end if;
end $$;

grant select, insert, delete on resident_register.search_request to :app_role;
grant select, insert on resident_register.inquiry_check to :app_role;
