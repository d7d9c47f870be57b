-- A certificate is drawn again for an audit or a complaint only: the ledger says for which.
alter table resident_register.issuance_ledger drop constraint issuance_ledger_check;
alter table resident_register.issuance_ledger add constraint issuance_ledger_reason check (
    case when event in ('disposed', 'class_corrected', 'reproduced') then reason is not null and btrim(reason) <> '' else reason is null end);
