-- Temporary release of a suppression is a right of its own (3.1), and every row of protection says what it is about.
insert into platform.task (code, name, opens_person, second_factor, confirm_again) values
    ('suppression.release.temporary', '発行抑止の一時解除', true, false, false)
on conflict do nothing;
insert into platform.role_task (role_code, task_code) values
    ('senior-clerk', 'suppression.release.temporary'),
    ('support-officer', 'suppression.release.temporary')
on conflict do nothing;

-- The operator of the last act on a measure; closing needs another one (four eyes).
alter table resident_register.support_measure add column last_operator text;
