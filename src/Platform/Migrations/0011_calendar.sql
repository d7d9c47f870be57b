-- Days on which the offices are closed besides the weekend: public holidays, year end, closures of the municipality's own.
create table platform.business_holiday (
    day date primary key,
    name text not null,
    source text not null,
    recorded_at timestamptz not null default clock_timestamp()
);

-- The business date of a zone for trying out. No row: the real day in Japan. Only the owner role may set it, so a running
-- production zone cannot.
create table platform.business_date (
    only_row boolean primary key default true check (only_row),
    today date not null,
    reason text not null,
    set_at timestamptz not null default clock_timestamp()
);

grant select on platform.business_holiday, platform.business_date to :app_role;
