-- The application on which an operator ID was issued (CR-50); null for the accounts that a command of the system made.
alter table platform.operator add column application text check (char_length(application) between 1 and 100);
