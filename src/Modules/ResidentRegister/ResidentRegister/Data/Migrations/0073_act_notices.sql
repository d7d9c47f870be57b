-- What the daily completion of move-outs leaves to be told (4.0.4, 4.0.5): no case decided it, the act of the day did.
create table resident_register.act_notice (
    act_id uuid not null,
    kind text not null check (kind in ('HeadChangeNotice', 'HeadChangeRequest', 'SetHeadExOfficio')),
    addressee uuid not null references resident_register.resident (resident_id) on delete cascade,
    arisen_on date not null,
    primary key (act_id, kind, addressee)
);
create index act_notice_addressee on resident_register.act_notice (addressee);
grant select, insert on resident_register.act_notice to :app_role;
