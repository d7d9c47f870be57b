-- CR-56: the periodic reminder that nothing may be used outside one's duty, confirmed by each user.
alter table platform.operator_confirmation drop constraint operator_confirmation_kind_check;
alter table platform.operator_confirmation add constraint operator_confirmation_kind_check
    check (kind in ('notice','pledge','training','reminder'));
