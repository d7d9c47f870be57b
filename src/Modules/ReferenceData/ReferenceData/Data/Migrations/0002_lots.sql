-- Lots and house numbers where an address may be set, with their buildings (1.3.2, 1.3.4) and districts (1.3.5), per municipality.
alter table reference_data.dataset drop constraint dataset_kind_check;
alter table reference_data.dataset add constraint dataset_kind_check check (kind in (
    'municipalities', 'towns', 'postal_codes', 'lots', 'surnames', 'given_names', 'holidays', 'countries'));

create table reference_data.lot (
    dataset_id uuid not null references reference_data.dataset (dataset_id),
    place int not null,
    municipality_code text not null,
    town_key text collate "C" not null,
    -- The number as it is compared; empty for what holds for the whole town.
    lot_key text collate "C" not null,
    building text,
    building_kana text,
    administrative text,
    residents_association text,
    neighbourhood_association text,
    elementary_school text,
    junior_high_school text,
    voting text,
    primary key (dataset_id, place)
);
create index lot_by_address on reference_data.lot (dataset_id, municipality_code, town_key, lot_key);
create index lot_numbered on reference_data.lot (dataset_id, municipality_code) where lot_key <> '';
create index lot_built on reference_data.lot (dataset_id, municipality_code) where building is not null;

grant select, insert on reference_data.lot to :app_role;
