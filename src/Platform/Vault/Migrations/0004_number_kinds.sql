-- The vault keeps resident record codes (住民票コード, 11 digits) beside Individual Numbers (個人番号, 12 digits).
alter table vault.entry add column kind smallint not null default 1 check (kind in (1, 2));
alter table vault.entry alter column kind drop default;

-- Nonce (12), tag (16) and one byte per digit.
alter table vault.entry drop constraint entry_sealed_check;
alter table vault.entry add constraint entry_sealed_check check (length(sealed) = case kind when 1 then 40 else 39 end);

-- One number of each kind per person and act; the index also finds the numbers of a person.
alter table vault.entry drop constraint entry_resident_id_act_id_key;
alter table vault.entry add constraint entry_of_act unique (resident_id, kind, act_id);
