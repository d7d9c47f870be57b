-- A copy is known again by what was drawn, before compression: the bytes that come out of the compressor change with its version.
-- The fonts belong to the drawing, so that a copy whose font is gone says which font it needs.
alter table resident_register.certificate rename column pdf_sha256 to drawing_sha256;
alter table resident_register.certificate rename constraint certificate_pdf_sha256_check to certificate_drawing_sha256_check;
alter table resident_register.certificate add column fonts text not null default '' check (length(fonts) <= 1000);
alter table resident_register.certificate alter column fonts drop default;
