-- Resident record codes (住民票コード) live in the number vault with the Individual Numbers; no release has stored any here.
drop table resident_register.resident_record_code;

-- The vault's act under which the numbers of a case are reserved: each saved version has one of its own, so that a review
-- and a decision are of exactly the numbers that were saved with it. Null when none was entered.
alter table resident_register.change_case add column number_act uuid;
create unique index change_case_number_act on resident_register.change_case (number_act) where number_act is not null;
