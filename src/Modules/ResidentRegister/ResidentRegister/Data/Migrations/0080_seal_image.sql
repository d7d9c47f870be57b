-- The electronic seal (電子公印, clause 5.6) as a picture: registered by one officer, approved by another, in force for a period.
create table resident_register.seal_image (
    seal_image_id uuid primary key,
    -- Whose certificates it closes: those of the mayor or of the acting mayor.
    role text not null check (role in ('mayor', 'acting')),
    valid_from date not null,
    valid_until date check (valid_until > valid_from),
    side_tenths_mm int not null check (side_tenths_mm between 100 and 250),
    pixels int not null check (pixels between 120 and 600),
    -- The black pixels as printed, packed, in Base64; each certificate carries them in its content.
    bits text not null,
    -- The file as registered.
    picture bytea not null check (length(picture) <= 1000000),
    source text not null check (length(source) between 1 and 200),
    approval_id uuid not null unique,
    asked_by text not null,
    asked_at timestamptz not null default clock_timestamp(),
    -- Null until it was approved and taken into use.
    entered_at timestamptz,
    exclude using gist (daterange(valid_from, valid_until) with &&) where (role = 'mayor' and entered_at is not null),
    exclude using gist (daterange(valid_from, valid_until) with &&) where (role = 'acting' and entered_at is not null)
);

-- A seal in use ends once, when the next one comes; nothing else of it changes.
create function resident_register.keep_seal_image() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and ((old.entered_at is null and new.entered_at is not null
            and coalesce(new.valid_until = old.valid_until, new.valid_until is null and old.valid_until is null))
        or (old.entered_at is not null and new.entered_at = old.entered_at and old.valid_until is null)) then
        return new;
    end if;
    raise exception 'A seal stays as it was registered.' using errcode = 'insufficient_privilege';
end $$;
create trigger seal_image_keep before update or delete on resident_register.seal_image
    for each row execute function resident_register.keep_seal_image();
grant select, insert on resident_register.seal_image to :app_role;
grant update (entered_at, valid_until) on resident_register.seal_image to :app_role;
