create schema sample;
create table sample.thing (id bigint generated always as identity primary key, name text not null);
alter table sample.thing owner to :owner_role;
grant usage on schema sample to :app_role;
grant select, insert on sample.thing to :app_role;
-- edited
