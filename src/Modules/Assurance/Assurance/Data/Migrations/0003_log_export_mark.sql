-- An approved output of the log is of the rows written before its mark: as many when it is put out as when it was asked for.
alter table assurance.log_export add column mark pg_snapshot;
