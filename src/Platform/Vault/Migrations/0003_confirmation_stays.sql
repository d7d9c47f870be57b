-- What is confirmed stays confirmed: taking the confirmation back would make its entries erasable.
create function vault.keep_confirmation() returns trigger language plpgsql as $$
begin
    if old.confirmed_at is not null then
        raise exception 'A confirmation stays.' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger act_keep_confirmation before update on vault.act for each row execute function vault.keep_confirmation();
