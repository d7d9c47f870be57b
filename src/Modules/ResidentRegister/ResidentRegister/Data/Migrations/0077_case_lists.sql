-- Lists of cases by the day of entry, whatever their state (CR-25, RR-67).
create index change_case_entered on resident_register.change_case (entered_on, case_number);
