-- An import brings former numbers too: several of one kind and person in one act. The number that the act gives stands at place 0.
alter table vault.entry add column former_place integer not null default 0 check (former_place >= 0);
alter table vault.entry drop constraint entry_of_act;
alter table vault.entry add constraint entry_of_act unique (resident_id, kind, act_id, former_place);
