-- 特定施設コード of a lot or building: an address set there carries it, and the one before the change keeps it.
alter table reference_data.lot add column facility text;
