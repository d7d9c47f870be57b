-- Checks that the assessments promise from time to time (CR-24, CR-50, CR-61): planned by a term, recorded with their result.
create table assurance.periodic_check_kind (
    code text primary key check (code ~ '^[a-z-]+$'),
    name text not null,
    months int not null check (months between 1 and 60),
    -- One check for each registered terminal; false: one for the office.
    per_terminal boolean not null,
    source text not null
);
insert into assurance.periodic_check_kind (code, name, months, per_terminal, source) values
    ('outside-system', 'システムによらない記載・消除・修正の手続の点検', 6, false, 'CR-24　評価書 Ⅲ(3)2'),
    ('terminal-display', '画面が来庁者から見えない位置にあることの点検', 12, true, 'CR-61　評価書 Ⅲ(1)3・Ⅲ(2)3'),
    ('right-ledger', '操作権限管理簿と現に有効な権限の照合', 12, false, 'CR-50　評価書 Ⅲ(2)3 リスク２');

create table assurance.periodic_check (
    id uuid primary key,
    kind text not null references assurance.periodic_check_kind (code),
    -- The terminal, or empty for the office.
    scope text not null,
    checked_on date not null,
    result text not null check (result in ('good', 'corrected', 'open')),
    note text not null default '' check (length(note) <= 500),
    checked_by uuid not null,
    checked_by_name text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    check (result = 'good' or length(btrim(note)) > 0)
);
create index periodic_check_newest on assurance.periodic_check (kind, scope, checked_on desc);
create trigger periodic_check_append_only before update or delete or truncate on assurance.periodic_check
    for each statement execute function assurance.refuse_change();

-- What is to be checked with the day it is due: the first time at once, then after the term; a fault left open is due at once.
create view assurance.planned_check as
select k.code, k.name, k.source, s.scope, l.checked_on, l.result, l.note, l.checked_by_name,
       case when l.result = 'open' then l.checked_on
            else (l.checked_on + make_interval(months => k.months))::date end as due_on
from assurance.periodic_check_kind k
cross join lateral (
    select '' as scope where not k.per_terminal
    union all
    select t.code from platform.terminal t where k.per_terminal and t.revoked_at is null) s
left join lateral (
    select c.checked_on, c.result, c.note, c.checked_by_name from assurance.periodic_check c
    where c.kind = k.code and c.scope = s.scope order by c.checked_on desc, c.recorded_at desc limit 1) l on true;

grant select on assurance.periodic_check_kind, assurance.planned_check to :app_role;
grant select, insert on assurance.periodic_check to :app_role;
