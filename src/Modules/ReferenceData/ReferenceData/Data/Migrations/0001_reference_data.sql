-- Masters (1.3.2, 1.3.3): each import is a data set with version and source; older sets stay, so that any day can be asked about.
create schema reference_data;

create table reference_data.dataset (
    dataset_id uuid primary key,
    kind text not null check (kind in (
        'municipalities', 'towns', 'postal_codes', 'surnames', 'given_names', 'holidays', 'countries')),
    -- national: files of public bodies; invented: the city that ships with the program. Both are in force beside each other.
    scope text not null check (scope in ('national', 'invented')),
    version text not null,
    source text not null,
    licence text not null,
    valid_from date not null,
    imported_at timestamptz not null default clock_timestamp(),
    imported_by text not null,
    row_count int not null check (row_count > 0),
    sha256 text not null,
    -- The same file is not imported twice.
    unique (kind, sha256)
);
create index dataset_current on reference_data.dataset (kind, scope, valid_from desc, imported_at desc);

create table reference_data.municipality (
    dataset_id uuid not null references reference_data.dataset (dataset_id),
    code text not null check (code ~ '^[0-9]{6}$'),
    prefecture text not null,
    name text not null,
    kana text not null,
    primary key (dataset_id, code)
);

create table reference_data.town (
    dataset_id uuid not null references reference_data.dataset (dataset_id),
    municipality_code text not null,
    code text not null check (code ~ '^[0-9]{11}$'),
    town text not null,
    sub_town text not null,
    kana text,
    postal_code text,
    weight int not null default 1,
    town_key text collate "C" not null,
    kana_key text collate "C",
    administrative text,
    elementary_school text,
    junior_high_school text,
    voting text,
    primary key (dataset_id, municipality_code, code)
);
create index town_by_kana on reference_data.town (dataset_id, municipality_code, kana_key);
create index town_by_name on reference_data.town (dataset_id, municipality_code, town_key);
create index town_by_postal_code on reference_data.town (dataset_id, postal_code) where postal_code is not null;

create table reference_data.postal_code (
    dataset_id uuid not null references reference_data.dataset (dataset_id),
    place int not null,
    postal_code text not null check (postal_code ~ '^[0-9]{7}$'),
    municipality_code text not null,
    prefecture text not null,
    municipality text not null,
    town text not null,
    town_kana text not null,
    -- The words in parentheses of the source, such as lots the code is limited to; null when it holds for the whole town.
    note text,
    town_key text collate "C" not null,
    kana_key text collate "C" not null,
    primary key (dataset_id, place)
);
create index postal_code_by_code on reference_data.postal_code (dataset_id, postal_code);
create index postal_code_by_kana on reference_data.postal_code (dataset_id, municipality_code, kana_key);
create index postal_code_by_name on reference_data.postal_code (dataset_id, municipality_code, town_key);

create table reference_data.surname (
    dataset_id uuid not null references reference_data.dataset (dataset_id),
    written text not null,
    kana text not null,
    frequency int not null check (frequency > 0),
    primary key (dataset_id, written, kana)
);

create table reference_data.given_name (
    dataset_id uuid not null references reference_data.dataset (dataset_id),
    sex text not null check (sex in ('M', 'F')),
    written text not null,
    kana text not null,
    -- Birth years in which the name was usual, until exclusive; null when the source does not say.
    from_year int,
    until_year int,
    weight int not null check (weight > 0)
);
create index given_name_dataset on reference_data.given_name (dataset_id);

create table reference_data.holiday (
    dataset_id uuid not null references reference_data.dataset (dataset_id),
    day date not null,
    name text not null,
    primary key (dataset_id, day)
);

create table reference_data.country (
    dataset_id uuid not null references reference_data.dataset (dataset_id),
    code text not null,
    name text not null,
    weight int not null,
    primary key (dataset_id, code)
);

-- The sets in force on a day: per scope the one with the latest first day.
create function reference_data.in_force(wanted_kind text, day date) returns setof uuid language sql stable as $$
    select distinct on (scope) dataset_id
    from reference_data.dataset
    where kind = wanted_kind and valid_from <= day
    order by scope, valid_from desc, imported_at desc
$$;

grant usage on schema reference_data to :app_role;
grant select, insert on all tables in schema reference_data to :app_role;
