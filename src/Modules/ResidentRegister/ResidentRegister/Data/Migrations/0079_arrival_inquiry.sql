-- Whose 転入通知 is overdue stands among the notices of acts until it comes (4.1.3.1.4); the letter that asks for it is made from there.
alter table resident_register.act_notice drop constraint act_notice_kind_check;
alter table resident_register.act_notice add constraint act_notice_kind_check
    check (kind in ('HeadChangeNotice', 'HeadChangeRequest', 'SetHeadExOfficio', 'ArrivalInquiry'));
