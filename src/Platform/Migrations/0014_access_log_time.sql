-- The review of the access log reads whole weeks: rows lie in the order of time, so a block range index is enough and small.
create index access_log_time on platform.access_log using brin (occurred_at);
