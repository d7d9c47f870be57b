-- The report of a committed import stands with it until its files are written: a process that dies right after the commit
-- leaves them to the next import or the next start.
alter table resident_register.import_run
    add column report_content text,
    add column report_written_at timestamptz;
