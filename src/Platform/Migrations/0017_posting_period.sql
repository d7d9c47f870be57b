-- From when until when a posting holds: the last row of its end outweighs what was planned. A view, so that the planner sees
-- through it: a function of its own would be planned anew in every statement that asks.
create view platform.posting_period as
select p.id, p.operator_id, p.office_code, p.valid_from,
       coalesce((select e.valid_until from platform.posting_end e where e.posting_id = p.id order by e.id desc limit 1),
                p.valid_until, 'infinity') as valid_until
from platform.posting p;
grant select on platform.posting_period to :app_role;

create or replace function platform.posting_holds(posting uuid, day date) returns boolean
language sql stable as $$
    select p.valid_from <= day and day < p.valid_until from platform.posting_period p where p.id = posting
$$;

create or replace function platform.effective_rights(holder uuid, day date)
returns table (task_code text, office_code text, opens_person boolean, second_factor boolean, confirm_again boolean,
               role_code text, posting_id uuid)
language sql stable as $$
    select t.code, d.office_code, t.opens_person, t.second_factor, t.confirm_again, d.role_code, d.posting_id
    from platform.rights_grant g
    join platform.rights_designation d on d.id = g.designation_id
    join platform.posting_period p on p.id = d.posting_id and p.valid_from <= day and day < p.valid_until
    join platform.role_task rt on rt.role_code = d.role_code
     and rt.valid_from <= day and (rt.valid_until is null or day < rt.valid_until)
    join platform.task t on t.code = rt.task_code
    where g.operator_id = holder
      and d.valid_from <= day and (d.valid_until is null or day < d.valid_until)
      and not exists (select from platform.rights_revocation r
                      where r.designation_id = d.id and r.valid_from <= day)
      and not exists (select from platform.rights_restriction x
                      where x.operator_id = holder and x.task_code = t.code
                        and x.valid_from <= day and (x.valid_until is null or day < x.valid_until))
$$;
