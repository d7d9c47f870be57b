create function sample.answer() returns int language plpgsql as $$
begin
    return '42'::int; -- a semicolon inside; and a cast
end $$;
create index thing_name on sample.thing (name);
