-- Proof that controls work: the review of the access log and what was taken out of it.
create schema assurance;

-- CR-54, CR-55: one week's review with its sample, the result and what the interviews said. A later row on the same week
-- is a supplement; nothing is changed.
create table assurance.log_review (
    id uuid primary key,
    -- Half-open: the week begins on a Monday.
    period_from date not null check (extract(isodow from period_from) = 1),
    period_until date not null check (period_until = period_from + 7),
    -- What was shown to the reviewer: accesses and findings by pattern.
    sample jsonb not null,
    result text not null check (result in ('nothing-found','clarified','followed-up')),
    interviewed text[] not null default '{}',
    interview_note text not null default '' check (length(interview_note) <= 2000),
    signed_by uuid not null,
    signed_by_name text not null,
    signed_at timestamptz not null,
    check (result = 'nothing-found' or length(interview_note) > 0)
);
create index log_review_period on assurance.log_review (period_from, signed_at);

-- CR-63: what of the log was put out, on whose approval; null approval below the limit of a large output.
create table assurance.log_export (
    id uuid primary key,
    approval_id uuid,
    conditions jsonb not null,
    row_count bigint not null,
    content_sha256 bytea,
    requested_by uuid not null,
    requested_at timestamptz not null,
    exported_at timestamptz
);
create index log_export_requested on assurance.log_export (requested_by, requested_at);

create function assurance.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'This table is append-only.' using errcode = 'insufficient_privilege';
end $$;
create trigger log_review_append_only before update or delete or truncate on assurance.log_review
    for each statement execute function assurance.refuse_change();

grant usage on schema assurance to :app_role;
grant select, insert on assurance.log_review, assurance.log_export to :app_role;
grant update (content_sha256, exported_at, row_count) on assurance.log_export to :app_role;

-- Limits of the unusual patterns; each municipality sets its own by adding rows.
insert into platform.parameter (module, name, valid_from, value, source, recorded_by) values
    ('assurance', 'office-hours', '2000-01-01', '{"from":"08:30","until":"17:15"}', '既定値（一般的な開庁時間）', 'migration'),
    ('assurance', 'review-due-days', '2000-01-01', '7', '既定値（評価書 Ⅲ(2)3 週1回の点検）', 'migration'),
    ('assurance', 'persons-per-hour', '2000-01-01', '40', '既定値', 'migration'),
    ('assurance', 'persons-per-day', '2000-01-01', '150', '既定値', 'migration'),
    ('assurance', 'repeated-looks', '2000-01-01', '5', '既定値', 'migration'),
    ('assurance', 'looks-without-act', '2000-01-01', '5', '既定値', 'migration'),
    ('assurance', 'export-rows', '2000-01-01', '100', '既定値（評価書 大量出力の事前承認）', 'migration'),
    ('assurance', 'extract-names-operator', '2000-01-01', 'false', '既定値（本人への提供では職員名を示さない）', 'migration');
