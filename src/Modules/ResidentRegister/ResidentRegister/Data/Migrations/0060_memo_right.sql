-- Writing memos (1.1.15) is a right of its own: it can be given, and taken back, apart from the entry of changes.
insert into platform.task (code, name, opens_person, second_factor, confirm_again) values
    ('resident.memo', 'メモの記入・削除', true, false, false)
on conflict do nothing;
insert into platform.role_task (role_code, task_code) values
    ('clerk', 'resident.memo'),
    ('senior-clerk', 'resident.memo')
on conflict do nothing;
