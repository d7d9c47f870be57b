-- The access log sealed into a hash chain: one row per log row, in the order of (xid, id).
-- A transaction below the oldest running one is finished, so no row with a smaller xid can appear later.
create index access_log_seal_order on platform.access_log (xid, id);

create table platform.access_log_chain (
    seq bigint primary key check (seq > 0),
    log_id bigint not null unique,
    xid xid8 not null,
    row_hash bytea not null check (length(row_hash) = 32),
    chain_hash bytea not null check (length(chain_hash) = 32)
);
create table platform.access_log_checkpoint (
    seq bigint primary key,
    chain_hash bytea not null,
    sealed_at timestamptz not null,
    key_id text not null,
    signature bytea not null
);
create trigger access_log_chain_append_only before update or delete or truncate on platform.access_log_chain
    for each statement execute function platform.refuse_change();
create trigger access_log_checkpoint_append_only before update or delete or truncate on platform.access_log_checkpoint
    for each statement execute function platform.refuse_change();

-- The columns that are hashed, in this order, for ever; a later column needs a new form of the chain.
create view platform.access_log_canonical as
    select id, xid, occurred_at, operator_id, operator_code, office_code, terminal, session_id, request_id,
           task_code, ground, case_number, kind, action, subject_id, subject_ids, items, result_count, refusal_code,
           number_accessed, act_id
    from platform.access_log;

-- What can be sealed now. Views, because COPY takes no parameters.
create view platform.access_log_to_seal as
    select l.*
    from platform.access_log_canonical l
    where (l.xid, l.id) > (
            coalesce((select c.xid from platform.access_log_chain c order by c.seq desc limit 1), '0'::xid8),
            coalesce((select c.log_id from platform.access_log_chain c order by c.seq desc limit 1), 0))
      and l.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by l.xid, l.id
    limit 20000;

grant select, insert on platform.access_log_chain, platform.access_log_checkpoint to :app_role;
grant select on platform.access_log_canonical, platform.access_log_to_seal to :app_role;
