create table sample.half (id int);
select 1 / 0;
